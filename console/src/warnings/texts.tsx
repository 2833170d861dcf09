import { useSignal } from '@preact/signals';

import type { Texts, Warning } from '../wire/shapes';
import { language, type Language } from '../words';
import { Choice } from './choice';
import { segmentsOf, unitsOf } from './segments';
import { said } from './words';

const CHANNELS = ['full', 'sms', 'short', 'screen'] as const;
const PARTS = ['headline', 'description', 'impact', 'instruction', 'contact'] as const;
const LANGUAGES: readonly Language[] = ['zh', 'en'];

/** What is read of a warning, or of one that is being written. */
export type Told = Pick<Warning, 'headline' | 'description' | 'instruction' | 'impact' | 'contact' | 'short' | 'sms' | 'screen' | 'retraction'>;

interface Props {
  readonly warning: Told;
  /** The parts of the text message by language, as the server cuts it; left out: reckoned here. */
  readonly segments?: Readonly<Record<string, readonly string[]>>;
  readonly title?: string;
}

/** Every word that people are told, by language and channel. */
export function TextsPart({ warning, segments, title }: Props) {
  const w = said.value;
  // The language of the page until another one is chosen here.
  const chosen = useSignal<Language | null>(null);
  const spoken = chosen.value ?? language.value;
  const channel = useSignal<(typeof CHANNELS)[number]>('full');
  const of = (texts: Texts | undefined): string => texts?.[spoken] ?? '';
  return (
    <section class="leaf-part" aria-label={title ?? w.texts}>
      <header class="leaf-row">
        <h3>{title ?? w.texts}</h3>
        <Choice options={CHANNELS} chosen={channel.value} choose={(each) => (channel.value = each)} name={(each) => w.channel[each]} label={w.texts} />
        <Choice options={LANGUAGES} chosen={spoken} choose={(each) => (chosen.value = each)} name={(each) => w.languages[each]} label="" />
      </header>
      <div lang={spoken === 'zh' ? 'zh-CN' : 'en'} data-testid="warning-text">
        {channel.value === 'full' ? <Full of={(part) => of(warning[part])} /> : channel.value === 'sms' ? <Message text={of(warning.sms)} segments={segments?.[spoken]} /> : <p class="leaf-quote">{of(warning[channel.value]) || w.missing}</p>}
      </div>
      {of(warning.retraction?.headline) ? (
        <details class="leaf-more">
          <summary>{w.retraction}</summary>
          <p class="leaf-quote">
            <strong>{of(warning.retraction?.headline)}</strong>
            <br />
            {of(warning.retraction?.description)}
          </p>
        </details>
      ) : null}
    </section>
  );
}

function Full({ of }: { readonly of: (part: (typeof PARTS)[number]) => string }) {
  const w = said.value;
  if (!of('headline')) return <p class="leaf-quote">{w.missing}</p>;
  return (
    <dl class="leaf-text">
      {PARTS.filter((part) => of(part)).map((part) => (
        <div key={part} class={part === 'headline' || part === 'instruction' ? 'is-main' : ''}>
          <dt>{w.part[part]}</dt>
          <dd>{of(part)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The text message, cut where it is cut on its way. */
function Message({ text, segments }: { readonly text: string; readonly segments?: readonly string[] | undefined }) {
  const w = said.value;
  if (!text) return <p class="leaf-quote">{w.missing}</p>;
  const parts = segments ?? segmentsOf(text);
  return (
    <>
      <p class="leaf-length" data-testid="sms-length">
        {w.length(unitsOf(text), parts.length)}
      </p>
      <ol class="leaf-segments">
        {parts.map((part, index) => (
          <li key={index}>
            <small>{w.segment(index + 1)}</small>
            {part}
          </li>
        ))}
      </ol>
    </>
  );
}
