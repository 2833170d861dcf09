import './slip.css';

import { render } from 'preact';

import { fullTime, serverNow } from '../beijing';
import { actorOf } from '../board/sentence';
import { mapData } from '../city/store';
import { Badge } from '../level/badge';
import type { Warning } from '../wire/shapes';
import { language, named, told, words } from '../words';
import { wordsGiven } from './clock';
import { bordersOf, outlineOf } from './outline';
import { said } from './words';

const PARTS = ['description', 'impact', 'instruction', 'contact'] as const;

/** Print one warning on a page of its own: level, words, area, approvals, times. */
export function printSlip(warning: Warning): void {
  const paper = document.createElement('div');
  paper.className = 'slip';
  // Ink on white, whatever the screen wears.
  paper.dataset['theme'] = 'light';
  document.body.append(paper);
  render(<Paper warning={warning} />, paper);
  const clear = (): void => {
    render(null, paper);
    paper.remove();
  };
  addEventListener('afterprint', clear, { once: true });
  print();
}

function Paper({ warning }: { readonly warning: Warning }) {
  const w = said.value.slip;
  const page = words.value;
  const status = page.warning.status[warning.status];
  return (
    <article class={`slip-page tint-${warning.level}`} data-testid="slip">
      <header class="slip-head">
        <Badge mark={warning.level} size={56} />
        <div>
          <p class="slip-title">
            {w.title}
            {status ? <strong> · {status}</strong> : null}
          </p>
          <h1>{told(warning.headline)}</h1>
        </div>
      </header>
      <dl class="slip-facts">
        {factsOf(warning).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <section class="slip-text">
        {PARTS.map((part) => {
          const text = warning[part]?.[language.value];
          return text ? (
            <div key={part}>
              <h2>{said.value.part[part]}</h2>
              <p>{text}</p>
            </div>
          ) : null;
        })}
      </section>
      <Drawing warning={warning} />
      <Signatures warning={warning} />
      <footer class="slip-foot">
        {w.hash} {warning.content_hash}
        <br />
        {w.zone} · {w.printed(fullTime(serverNow()))}
      </footer>
    </article>
  );
}

function factsOf(warning: Warning): readonly (readonly [string, string])[] {
  const w = said.value.slip;
  const page = words.value;
  const number = (value: number | null | undefined): string => (value === null || value === undefined ? '' : Math.round(value).toLocaleString('en'));
  const time = (text: string): string => fullTime(Date.parse(text)).slice(0, 16);
  const { extent } = warning;
  const facts: (readonly [string, string])[] = [
    [w.number, warning.identifier],
    [w.office, warning.sender_name],
    [w.level, `${told(warning.event)} · ${page.level[warning.level].full}`],
    [w.kind, `${page.warning.type[warning.msgType]} · ${page.warning.stage[warning.stage]} · ${page.warning.status[warning.status] || w.actual}`],
    [w.area, warning.area.description],
    [w.codes, warning.area.geocodes.slice(0, 12).join(' ') + (warning.area.geocodes.length > 12 ? ` … (${warning.area.geocodes.length})` : '')],
    [w.reach, extent ? w.reached(number(extent.people), number(extent.contacts), number(extent.km2)) : ''],
    [w.drafted, `${time(warning.created)} ${warning.author ? actorOf(warning.author) : ''}`],
    [w.sent, warning.sent ? time(warning.sent) : ''],
    [w.valid, `${time(warning.effective)} — ${time(warning.expires)}`],
  ];
  return facts.filter(([, value]) => value.trim());
}

function Drawing({ warning }: { readonly warning: Warning }) {
  const drawn = outlineOf(warning.area, bordersOf((mapData.value?.divisions.features ?? []).map((each) => each.geometry)));
  if (!drawn) return null;
  return (
    <svg class="slip-map" viewBox={`0 0 ${drawn.width} ${drawn.height}`} role="img" aria-label={warning.area.description}>
      <path class="slip-around" d={drawn.around} />
      <path class="slip-area" d={drawn.area} />
    </svg>
  );
}

/** Who released it; on paper the next one may sign, too. */
function Signatures({ warning }: { readonly warning: Warning }) {
  const w = said.value.slip;
  const { standing } = wordsGiven(warning);
  return (
    <section class="slip-signed">
      <h2>{w.approvals}</h2>
      {standing.length ? (
        <ul>
          {standing.map((each) => (
            <li key={each.person}>
              {each.person} · {fullTime(Date.parse(each.at))}
            </li>
          ))}
        </ul>
      ) : (
        <p>{issuedBy(warning) || w.nobody}</p>
      )}
      <p class="slip-line">{w.signature}</p>
    </section>
  );
}

/** How it was issued where nobody's word stands: by policy. */
function issuedBy(warning: Warning): string {
  const step = warning.steps.findLast((each) => each.act === 'issued');
  return step ? `${fullTime(Date.parse(step.at))} ${actorOf(step.actor)} ${named(words.value.warning.act, step.act)}` : '';
}
