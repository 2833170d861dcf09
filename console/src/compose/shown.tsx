import { TextsPart, type Told } from '../warnings/texts';
import type { Preview, PreviewText } from '../wire/compose';
import type { Bilingual, Texts } from '../wire/shapes';
import { named, words } from '../words';
import { form, preview, previewFault } from './state';
import { said } from './words';

/** What each channel is sent, as the server will word it, and what it takes to send it. */
export function PreviewPart() {
  const w = said.value;
  const { origin } = form.value;
  const found = preview.value;
  if (found) {
    return (
      <div class="compose-shown" data-testid="compose-preview">
        <TextsPart warning={toldOf(found)} segments={segmentsOf(found)} title={w.preview} />
        <p class="leaf-meta">{w.needs(named(words.value.approval.needs, found.needs))}</p>
        {found.troubles.length ? (
          <p class="leaf-meta">
            {w.troubles}
            {words.value.colon}
            <span lang="en">{found.troubles.join('; ')}</span>
          </p>
        ) : null}
      </div>
    );
  }
  return (
    <section class="leaf-part" aria-label={w.preview}>
      <h3>{w.preview}</h3>
      <p class="leaf-meta">{previewFault.value?.text ?? (origin.kind === 'draft' && origin.isCancel ? w.cancelWaits : w.previewWaits)}</p>
    </section>
  );
}

const by = (texts: readonly PreviewText[], text: (each: PreviewText) => string): Texts =>
  Object.fromEntries(texts.map((each) => [each.language.startsWith('zh') ? 'zh' : each.language, text(each)]));

/** A preview as a warning that is read. */
function toldOf({ texts, retraction }: Preview): Told {
  return {
    headline: both(by(texts, (each) => each.headline)),
    description: both(by(texts, (each) => each.description)),
    instruction: both(by(texts, (each) => each.instruction)),
    impact: both(by(texts, (each) => each.impact)),
    contact: both(by(texts, (each) => each.contact)),
    short: both(by(texts, (each) => each.voice)),
    sms: both(by(texts, (each) => each.sms.text)),
    screen: both(by(texts, (each) => each.screen)),
    retraction: { headline: by(retraction, (each) => each.headline), description: by(retraction, (each) => each.description) },
  };
}

const both = (texts: Texts): Bilingual => ({ zh: '', ...texts });

const segmentsOf = ({ texts }: Preview): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(texts.map((each) => [each.language.startsWith('zh') ? 'zh' : each.language, each.sms.segments]));
