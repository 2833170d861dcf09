import { useSignal } from '@preact/signals';

import { dayTime } from '../beijing';
import { mapData } from '../city/store';
import { TableCaption } from '../frame/tablecaption';
import { Badge } from '../level/badge';
import { RAISED } from '../level/level';
import type { ReleasePolicy } from '../wire/admin';
import { document as text, everything } from '../wire/client';
import type { LevelKey } from '../wire/shapes';
import { told, words } from '../words';
import { decidingOf, inOrder } from './deciding';
import { useLoaded, Waiting } from './loaded';
import { divisionName } from './parts';
import { said } from './words';

const titleOf = (policy: ReleasePolicy): string => told(policy.document.title) || policy.id;

/** What it takes to issue a warning, and which policy says so. */
export function Policies() {
  const w = said.value;
  const policies = useLoaded(() => everything<ReleasePolicy>('/policies'));
  return (
    <section class="status-part" aria-label={w.tab.policies} data-testid="policies">
      <Waiting loaded={policies} />
      {policies.value ? (
        <>
          <Which policies={policies.value} />
          <h3 class="admin-head">{w.policies.all}</h3>
          <ul class="policy-list">
            {inOrder(policies.value).map((policy) => (
              <Card key={policy.id} policy={policy} />
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
}

/** The answer that an officer asks for: for this hazard, here, who must approve at each level? */
function Which({ policies }: { readonly policies: readonly ReleasePolicy[] }) {
  const w = said.value;
  const divisions = (mapData.value?.divisions.features ?? []).map((each) => [String(each.properties['code']), String(each.properties['name'])] as const);
  const hazard = useSignal('11A01');
  const division = useSignal('');
  const place = division.value || divisions[0]?.[0] || '';
  return (
    <>
      <h3>{w.policies.which}</h3>
      <div class="admin-bar">
        <label class="admin-field">
          <span>{w.policies.hazard}</span>
          <input value={hazard.value} maxLength={8} data-testid="which-hazard" onInput={(event) => (hazard.value = event.currentTarget.value.trim().toUpperCase())} />
        </label>
        <label class="admin-field">
          <span>{w.policies.division}</span>
          <select value={place} data-testid="which-division" onChange={(event) => (division.value = event.currentTarget.value)}>
            {divisions.map(([code, name]) => (
              <option key={code} value={code} selected={code === place}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
      <table class="status-table admin-table" data-testid="which">
        <TableCaption name={w.tab.policies} test="policies-export" />
        <tbody>
          {RAISED.map((level) => (
            <Decision key={level} level={level} policy={decidingOf(policies, { hazard: hazard.value, level, division: place })} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function Decision({ level, policy }: { readonly level: LevelKey; readonly policy: ReleasePolicy | null }) {
  const w = said.value;
  return (
    <tr data-testid={`which-${level}`}>
      <th scope="row">
        <span class="policy-level">
          <Badge mark={level} size={20} isSilent /> {words.value.level[level].full}
        </span>
      </th>
      <td>
        <strong>{w.policies.release[policy?.document.release ?? 'one']}</strong>
      </td>
      <td>{policy ? turnsOf(policy) : ''}</td>
      <td>{policy ? titleOf(policy) : w.policies.strict}</td>
    </tr>
  );
}

/** `1h30m` as people say it. */
const spanOf = (duration: string): string => duration.replace(/(\d+)([dhms])/g, (_, count: string, unit: string) => `${count} ${said.value.policies.unit[unit] ?? unit} `).trim();

function turnsOf({ document }: ReleasePolicy): string {
  const w = said.value;
  return (document.turns ?? []).map((turn) => [words.value.role[turn.role], turn.within ? w.policies.within(spanOf(turn.within)) : ''].filter(Boolean).join(' ')).join(' → ');
}

function Card({ policy }: { readonly policy: ReleasePolicy }) {
  const w = said.value;
  const { document, id } = policy;
  const yaml = useSignal('');
  const show = async (event: Event & { currentTarget: HTMLDetailsElement }): Promise<void> => {
    if (event.currentTarget.open && !yaml.value) yaml.value = await text(`/policies/${encodeURIComponent(id)}`);
  };
  const turns = turnsOf(policy);
  const about = [document.hazards?.join(words.value.list) ?? w.policies.any, document.division ? divisionName(document.division.padEnd(12, '0')) : w.everywhere];
  return (
    <li class="policy" data-testid={`policy-${id}`}>
      <header>
        <h4>{titleOf(policy)}</h4>
        <span class="policy-levels">
          {document.levels ? [...document.levels].reverse().map((level) => <Badge key={level} mark={level} size={18} />) : w.policies.anyLevel}
        </span>
        <span class="gap" />
        <small>{policy.built_in ? w.policies.builtIn : [w.policies.version(policy.version), policy.author, policy.at ? dayTime(Date.parse(policy.at)) : ''].filter(Boolean).join(' · ')}</small>
      </header>
      <p>
        <strong>{w.policies.release[document.release]}</strong> · {w.policies.cancel}
        {words.value.colon}
        {w.policies.release[document.cancel ?? (document.release === 'automatic' ? 'automatic' : 'one')]} · {about.join(' · ')}
      </p>
      {turns ? (
        <p>
          {w.policies.turns}
          {words.value.colon}
          {turns}{w.policies.stop} {w.policies.timeout[document.on_timeout ?? 'wait']}
        </p>
      ) : null}
      <details onToggle={(event) => void show(event)}>
        <summary>{w.policies.text}</summary>
        <pre tabIndex={0} aria-label={id}>
          {yaml.value}
        </pre>
      </details>
    </li>
  );
}
