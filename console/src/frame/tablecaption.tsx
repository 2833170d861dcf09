import { useRef } from 'preact/hooks';

import { shownTable } from './shown';
import { TableFile } from './tablefile';

interface Props {
  /** What the table is called, for those who do not see the page and for the file. */
  readonly name: string;
  readonly test: string;
}

/** The name of a table that is rendered whole, and the way to have it as a file. */
export function TableCaption({ name, test }: Props) {
  const box = useRef<HTMLTableCaptionElement>(null);
  return (
    <caption class="table-caption" ref={box}>
      <span class="unseen">{name}</span>
      <TableFile name={name} test={test} table={() => shownTable(box.current?.closest('table') ?? null)} />
    </caption>
  );
}
