interface Props<Option extends string> {
  readonly options: readonly Option[];
  readonly chosen: Option;
  readonly choose: (option: Option) => void;
  readonly name: (option: Option) => string;
  /** Empty: the options themselves say what they are. */
  readonly label: string;
  /** Of the test ids. */
  readonly prefix?: string;
}

/** One of a few, as buttons side by side. */
export function Choice<Option extends string>({ options, chosen, choose, name, label, prefix = 'text' }: Props<Option>) {
  return (
    <div class="segments segments-small" role="group" aria-label={label || options.map(name).join(' / ')}>
      {options.map((each) => (
        <button key={each} aria-pressed={chosen === each} data-testid={`${prefix}-${each}`} onClick={() => choose(each)}>
          {name(each)}
        </button>
      ))}
    </div>
  );
}
