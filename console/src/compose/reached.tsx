import { Figures } from '../warnings/reaching';
import { described, FaultList } from './fault';
import { form, reach, write } from './state';
import { said } from './words';

/** Whom the target reaches, what one must know of it, and the second word that a very large one needs. */
export function Reached() {
  const w = said.value;
  const found = reach.value;
  return (
    <div class="compose-reached" data-testid="compose-reach">
      {found ? (
        <>
          <p class="leaf-meta">{[found.area.description, found.km2 === null ? '' : `${Math.round(found.km2).toLocaleString('en')} km²`].filter(Boolean).join(' · ')}</p>
          {found.problems.some((each) => each.code === 'empty_area') ? <p class="leaf-loud">{w.problem.empty_area}</p> : null}
          {found.problems.some((each) => each.code === 'site_without_contact') ? <p class="leaf-loud">{w.problem.site_without_contact}</p> : null}
          <Figures reach={found} isConfirmed={form.value.confirm === found.confirm} />
          {found.large ? (
            <label class="compose-confirm">
              <input type="checkbox" checked={form.value.confirm === found.confirm} data-testid="compose-confirm" {...described('confirm')} onChange={(event) => write({ confirm: event.currentTarget.checked ? found.confirm : '' })} />
              {w.confirm(found.km2 === null ? '' : `${Math.round(found.km2).toLocaleString('en')} km²`, found.contacts.toLocaleString('en'))}
            </label>
          ) : null}
          {found.notes.length ? (
            <details class="leaf-more">
              <summary>{w.understoodAs}</summary>
              <ul lang="en">
                {found.notes.map((note) => (
                  <li key={note}>{note}</li>
                ))}
              </ul>
            </details>
          ) : null}
        </>
      ) : null}
      <FaultList at={['confirm']} />
    </div>
  );
}
