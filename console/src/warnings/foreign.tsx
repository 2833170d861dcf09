import { nearTime, now } from '../beijing';
import { foreignNow } from '../city/store';
import { Badge } from '../level/badge';
import type { Texts } from '../wire/shapes';
import { language, words } from '../words';

/** A text of another agency in the language of the page, or in the one it has. */
const spoken = (texts: Texts): string => (language.value === 'zh' ? (texts.zh ?? texts.en) : (texts.en ?? texts.zh)) ?? Object.values(texts)[0] ?? '';

/** What other agencies warn of now: beside our own warnings, in a dress of its own. */
export function ForeignList() {
  const w = words.value;
  const list = foreignNow.value;
  if (list.length === 0) return null;
  return (
    <section class="foreign" aria-label={w.foreign.title} data-testid="foreign">
      <h3>
        {w.foreign.title} <span class="side-count">{list.length}</span>
      </h3>
      <ul>
        {list.slice(0, 20).map((each) => (
          <li key={each.id} data-testid={`foreign-${each.id}`} data-level={each.level}>
            <Badge mark={each.level} size={20} isUntold />
            <div>
              <p class="foreign-head">
                <span class="mark-foreign">{w.foreign.mark}</span>
                {each.status === 'Actual' ? null : <span class="mark-status">{w.warning.status[each.status as 'Exercise' | 'Test'] ?? each.status}</span>}
                {spoken(each.headline)}
              </p>
              <p class="warning-meta">
                <span>{w.foreign.from(each.sender_name || each.source)}</span>
                <span>{each.area}</span>
                <span>{w.foreign.until(nearTime(Date.parse(each.expires), now.value))}</span>
                <span>{each.signed_by ? w.foreign.signed : w.foreign.unsigned}</span>
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
