import { useSignal } from '@preact/signals';

import { Choice } from '../warnings/choice';
import { language } from '../words';
import { described, FaultList } from './fault';
import { hasPlace } from './target';
import { LANGUAGES, NEEDED, PARTS, put, type PartKey, type Spoken } from './form';
import { aim } from '../map/drawing';
import { form, isBusy, suggest, write } from './state';
import { said } from './words';

const ROWS: Readonly<Record<PartKey, number>> = { headline: 2, description: 4, impact: 2, instruction: 3, contact: 1, short: 2, sms: 2 };
/** As the API takes them, characters. */
const MOST: Readonly<Record<Spoken, number>> = { zh: 2000, en: 4000 };

/** The words, in Chinese and English; from templates, by hand, or both. */
export function TextPart() {
  const w = said.value;
  const chosen = useSignal<Spoken | null>(null);
  const wrong = PARTS.flatMap((part) => LANGUAGES.filter((each) => described(`${part}.${each}`)['aria-invalid']))[0];
  const spoken = wrong ?? chosen.value ?? language.value;
  return (
    <section class="leaf-part" aria-label={w.texts}>
      <header class="leaf-row">
        <h3>{w.texts}</h3>
        <Choice options={LANGUAGES} chosen={spoken} choose={(each) => (chosen.value = each)} name={(each) => w.languages[each]} label={w.texts} prefix="compose" />
      </header>
      {form.value.origin.kind === 'draft' ? null : <Why />}
      <FaultList at={['words']} />
      <div class="compose-words" lang={spoken === 'zh' ? 'zh-CN' : 'en'}>
        {PARTS.map((part) => (
          <PartField key={`${part}${spoken}`} part={part} spoken={spoken} />
        ))}
      </div>
    </section>
  );
}

function Why() {
  const w = said.value;
  const { why, level, division } = form.value;
  const isReady = level !== 'none' && why.zh.trim() !== '' && (hasPlace(aim.value) || division !== '');
  return (
    <div class="compose-why">
      {LANGUAGES.map((each) => (
        <label key={each}>
          <span>{w.why[each]}</span>
          <input
            value={why[each]}
            maxLength={500}
            lang={each === 'zh' ? 'zh-CN' : 'en'}
            placeholder={each === language.value ? w.whyHint : ''}
            data-testid={`compose-why-${each}`}
            {...described('why')}
            onInput={(event) => write({ why: { ...why, [each]: event.currentTarget.value } })}
          />
        </label>
      ))}
      <div class="compose-line">
        <button class="button" disabled={!isReady || isBusy.value} data-testid="compose-suggest" onClick={() => void suggest()}>
          {w.suggest}
        </button>
        <small>{w.suggestHint}</small>
      </div>
      <FaultList at={['why']} />
    </div>
  );
}

function PartField({ part, spoken }: { readonly part: PartKey; readonly spoken: Spoken }) {
  const w = said.value;
  const isNeeded = NEEDED.includes(part) && spoken === 'zh';
  const hint = part === 'short' || part === 'sms' ? w.automatic : isNeeded ? w.needed : '';
  return (
    <div>
      <label>
        <span lang={language.value === 'zh' ? 'zh-CN' : 'en'}>
          {w.part[part]} {hint ? <small>{hint}</small> : null}
        </span>
        <textarea
          rows={ROWS[part]}
          maxLength={MOST[spoken]}
          aria-required={isNeeded}
          value={form.value.wording[part][spoken]}
          data-testid={`compose-${part}-${spoken}`}
          {...described(`${part}.${spoken}`)}
          onInput={(event) => write({ wording: put(form.value.wording, part, spoken, event.currentTarget.value) })}
        />
      </label>
      <FaultList at={[`${part}.${spoken}`]} />
    </div>
  );
}
