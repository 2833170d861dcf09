import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { attempt, tell } from '../acts';
import { nearTime, now } from '../beijing';
import { TableCaption } from '../frame/tablecaption';
import { mayAct, mayCommand } from '../session/session';
import { everything, get, post, Refusal } from '../wire/client';
import type { Delivery, Page } from '../wire/shapes';
import { named, words } from '../words';
import { said } from './words';

type ChannelState = 'works' | 'lost' | 'stopped' | 'unknown';

interface Channel {
  readonly name: string;
  readonly stopped: string | null;
  readonly state: ChannelState;
  readonly why: string;
  /** When it last worked. */
  readonly worked: string | null;
  readonly queued: number;
  readonly unconfirmed: number;
  readonly dead: number;
  readonly can_test: boolean;
  readonly test: { readonly at: string; readonly state: string; readonly detail: string } | null;
}

interface Screen {
  readonly id: string;
  readonly name: string;
  readonly place: string;
  readonly seen: string;
  readonly lost: string | null;
}

/** How often the lists are asked for, ms. */
const AGAIN = 5_000;
const LETTERS = 30;

const channels = signal<readonly Channel[] | null>(null);
const screens = signal<readonly Screen[]>([]);
const letters = signal<readonly Delivery[]>([]);
const fault = signal(false);

async function load(): Promise<void> {
  try {
    const [ways, walls, dead] = await Promise.all([
      everything<Channel>('/channels', 1),
      everything<Screen>('/screens', 2),
      get<Page<Delivery>>(`/deliveries?state=dead&state=failed&limit=${LETTERS}`),
    ]);
    channels.value = ways;
    screens.value = walls;
    letters.value = dead.items;
    fault.value = false;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    fault.value = true;
  }
}

/** The ways out of the building, the screens on walls, and what could not be delivered. */
export function Channels() {
  const w = said.value;
  useEffect(() => {
    void load();
    const timer = setInterval(() => void load(), AGAIN);
    return () => clearInterval(timer);
  }, []);
  const list = channels.value;
  return (
    <>
      <section class="status-part" aria-label={w.channels.title} data-testid="channels">
        <h3>{w.channels.title}</h3>
        {list?.length ? null : <p class="status-hint">{fault.value ? words.value.fault.title : list ? w.channels.none : words.value.loading}</p>}
        {list?.length ? (
          <table class="status-table">
            <TableCaption name={w.channels.title} test="gateways-export" />
            <thead>
              <tr>
                <th>{w.channels.name}</th>
                <th>{w.channels.state}</th>
                <th>{w.channels.worked}</th>
                <th class="is-number">{w.channels.queued}</th>
                <th class="is-number">{w.channels.unconfirmed}</th>
                <th class="is-number">{w.channels.dead}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {list.map((channel) => (
                <Row key={channel.name} channel={channel} />
              ))}
            </tbody>
          </table>
        ) : null}
      </section>
      {screens.value.length ? <Screens list={screens.value} /> : null}
      {letters.value.length ? <Letters list={letters.value} /> : null}
    </>
  );
}

const at = (instant: string | null): string => (instant ? nearTime(Date.parse(instant), now.value) : '—');

function Row({ channel }: { readonly channel: Channel }) {
  const w = said.value;
  const isWrong = channel.state === 'lost' || channel.state === 'stopped';
  const { test } = channel;
  return (
    <tr data-testid={`channel-${channel.name}`} data-state={channel.state}>
      <th scope="row">{named(words.value.delivery.channel, channel.name)}</th>
      <td>
        <span class={isWrong ? 'is-failed' : ''}>{w.channels.is[channel.state]}</span>
        {channel.why ? <small>{channel.why}</small> : null}
        {test ? <small>{w.channels.tested(at(test.at), named(words.value.delivery.state, test.state) || w.unknown)}</small> : null}
      </td>
      <td>{at(channel.worked)}</td>
      <td class="is-number">{channel.queued}</td>
      <td class="is-number">{channel.unconfirmed}</td>
      <td class={channel.dead ? 'is-number is-failed' : 'is-number'}>{channel.dead}</td>
      <td class="is-act">{mayCommand.value ? <Acts channel={channel} /> : null}</td>
    </tr>
  );
}

function Acts({ channel }: { readonly channel: Channel }) {
  const w = said.value;
  const isAsking = useSignal(false);
  const reason = useSignal('');
  const isStopped = channel.state === 'stopped';
  const test = (): void => void attempt(async () => {
    await post(`/channels/${encodeURIComponent(channel.name)}/test`, {});
    tell(w.channels.testing);
    await load();
  });
  const turn = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!reason.value.trim()) return;
    const isDone = await attempt(async () => {
      await post(`/channels/${encodeURIComponent(channel.name)}/${isStopped ? 'resume' : 'stop'}`, { reason: reason.value.trim() });
      tell(words.value.news.channel);
      await load();
    });
    if (isDone) isAsking.value = false;
  };
  if (isAsking.value) {
    return (
      <form class="channel-form" onSubmit={(event) => void turn(event)}>
        <input aria-label={w.channels.reason} placeholder={w.channels.reason} maxLength={500} value={reason.value} onInput={(event) => (reason.value = event.currentTarget.value)} />
        <button class="button primary">{isStopped ? w.channels.open : w.channels.stop}</button>
        <button type="button" class="button" onClick={() => (isAsking.value = false)}>
          {words.value.cancel}
        </button>
      </form>
    );
  }
  return (
    <span class="channel-acts">
      {channel.can_test ? (
        <button class="button" onClick={test}>
          {w.channels.test}
        </button>
      ) : null}
      <button class={isStopped ? 'button primary' : 'button quiet'} onClick={() => (isAsking.value = true)}>
        {isStopped ? w.channels.open : w.channels.stop}
      </button>
    </span>
  );
}

function Screens({ list }: { readonly list: readonly Screen[] }) {
  const w = said.value;
  return (
    <section class="status-part" aria-label={w.screens.title} data-testid="screens">
      <h3>
        {w.screens.title} <span class="side-count">{list.length}</span>
      </h3>
      <ul class="parts">
        {list.map((screen) => (
          <li key={screen.id} class={screen.lost ? 'is-wrong' : ''}>
            {screen.lost ? <span class="parts-hatched" /> : <span class="parts-ring" />}
            <span class="parts-name">{[screen.name, screen.place].filter(Boolean).join(' · ')}</span>
            <span class="parts-state">{screen.lost ? w.screens.lost(at(screen.lost)) : w.screens.seen(at(screen.seen))}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Messages that failed or were given up, each tried again by a person. */
function Letters({ list }: { readonly list: readonly Delivery[] }) {
  const w = said.value;
  const retry = (delivery: Delivery): void => void attempt(async () => {
    await post(`/deliveries/${encodeURIComponent(delivery.id)}/retry`, {});
    tell(words.value.news.retried);
    await load();
  });
  return (
    <section class="status-part" aria-label={w.letters.title} data-testid="dead-letters">
      <h3>
        {w.letters.title} <span class="side-count">{list.length === LETTERS ? `${LETTERS}+` : list.length}</span>
      </h3>
      <table class="status-table">
        <TableCaption name={w.letters.title} test="letters-export" />
        <tbody>
          {list.map((delivery) => (
            <tr key={delivery.id}>
              <td>{nearTime(Date.parse(delivery.changed), now.value)}</td>
              <th scope="row">{delivery.recipient_name || delivery.recipient}</th>
              <td>{[named(words.value.delivery.channel, delivery.channel), delivery.address].filter(Boolean).join(' ')}</td>
              <td>
                <span class="is-failed">{words.value.delivery.state[delivery.state]}</span>
                <small>{[delivery.detail, w.letters.attempts(delivery.attempts)].filter(Boolean).join(' · ')}</small>
              </td>
              <td class="is-act">
                {mayAct.value ? (
                  <button class="button" onClick={() => retry(delivery)}>
                    {w.letters.retry}
                  </button>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
