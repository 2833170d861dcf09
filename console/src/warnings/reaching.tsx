import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { post, Refusal } from '../wire/client';
import type { Reach } from '../wire/reach';
import type { Warning } from '../wire/shapes';
import { named, words } from '../words';
import { said } from './words';

/** Places named in one line. */
const NAMED = 8;

interface Known {
  /** Content that was asked about. */
  readonly content: string;
  readonly reach: Reach | null;
  readonly fault: string;
}
const known = signal<Known>({ content: '', reach: null, fault: '' });

async function load(warning: Warning): Promise<void> {
  const content = warning.content_hash;
  known.value = { content, reach: null, fault: '' };
  try {
    const reach = await post<Reach>('/warnings/preview-target', { warning: warning.id });
    if (known.value.content === content) known.value = { content, reach, fault: '' };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (known.value.content === content) known.value = { content, reach: null, fault: words.value.refusal[error.code] ?? error.detail };
  }
}

/** Whom it reaches, and loudly whom it does not. */
export function ReachPart({ warning }: { readonly warning: Warning }) {
  const w = said.value;
  useEffect(() => void load(warning), [warning.id, warning.content_hash]);
  const { reach, fault } = known.value;
  return (
    <section class="leaf-part" aria-label={w.reach} data-testid="warning-reach">
      <header class="leaf-row">
        <h3>{w.reach}</h3>
        <span class="leaf-meta">{[warning.area.description, reach?.km2 ? w.km2(Math.round(reach.km2).toLocaleString('en')) : ''].filter(Boolean).join(' · ')}</span>
      </header>
      {fault ? <p class="leaf-loud">{`${w.reachFailed}${words.value.colon}${fault}`}</p> : null}
      {reach ? <Figures reach={reach} isConfirmed={warning.extent?.confirmed === true} /> : fault ? null : <p class="leaf-meta">{words.value.loading}</p>}
    </section>
  );
}

/** The figures of a reach, those one acts on first. */
export function Figures({ reach, isConfirmed }: { readonly reach: Reach; readonly isConfirmed: boolean }) {
  const w = said.value;
  const { people, villages, sites, without_contact: without } = reach;
  const names = (list: readonly { readonly name: string }[]): string => list.slice(0, NAMED).map((each) => each.name).join(words.value.list);
  return (
    <>
      {reach.large ? (
        <p class="leaf-loud" title={reach.large}>
          {isConfirmed ? w.confirmed : w.large}
        </p>
      ) : null}
      {without.count ? (
        <p class="leaf-loud" role="alert" data-testid="reach-without">
          {w.without(without.count)}
          {words.value.colon}
          {names(without.items)}
          {without.count > NAMED ? '…' : ''}
        </p>
      ) : null}
      <dl class="leaf-figures">
        <div>
          <dt>{w.people}</dt>
          <dd>{people.known === null ? '—' : people.known.toLocaleString('en')}</dd>
          {people.unknown_for ? <dd class="leaf-meta">{w.unknownPeople(people.unknown_for, people.of)}</dd> : null}
        </div>
        <div>
          <dt>{w.villages}</dt>
          <dd>{villages.count}</dd>
          <dd class="leaf-meta" title={names(villages.items)}>{names(villages.items.slice(0, 3))}</dd>
        </div>
        <div>
          <dt>{w.sites}</dt>
          <dd>{sites.count}</dd>
          <dd class="leaf-meta" title={names(sites.items)}>{names(sites.items.slice(0, 2))}</dd>
        </div>
        <div>
          <dt>{w.contacts}</dt>
          <dd>{reach.contacts}</dd>
          <dd class="leaf-meta">
            {Object.entries(reach.channels)
              .map(([channel, count]) => `${named(words.value.delivery.channel, channel)} ${count}`)
              .join(' · ')}
          </dd>
        </div>
      </dl>
      {reach.sms ? <p class="leaf-meta">{w.messages(reach.sms.messages)}</p> : null}
    </>
  );
}
