import { attempt, tell } from '../acts';
import { nearTime, now } from '../beijing';
import { TableCaption } from '../frame/tablecaption';
import { mayCommand } from '../session/session';
import { said as status } from '../status/words';
import { place } from '../view';
import { everything, post } from '../wire/client';
import { named, words } from '../words';
import { useLoaded, Waiting } from './loaded';
import { said } from './words';

interface Channel {
  readonly name: string;
  readonly state: 'works' | 'lost' | 'stopped' | 'unknown';
  readonly why: string;
  readonly checked: string | null;
  readonly worked: string | null;
  readonly failed: string | null;
  readonly used: number;
  readonly can_test: boolean;
  readonly test: { readonly at: string; readonly state: string } | null;
}

/** Whether the ways out of the building work, and a trial of each. */
export function ChannelsPage() {
  const w = said.value;
  const { channels: s } = status.value;
  const channels = useLoaded(() => everything<Channel>('/channels', 1));
  const test = (name: string): void => void attempt(async () => {
    await post(`/channels/${encodeURIComponent(name)}/test`, {});
    tell(s.testing);
    await channels.reload();
  });
  const at = (instant: string | null): string => (instant ? nearTime(Date.parse(instant), now.value) : '—');
  return (
    <section class="status-part" aria-label={w.tab.channels} data-testid="admin-channels">
      <p class="status-hint">
        {w.channels.toStatus}{' '}
        <button class="link" onClick={() => (place.value = 'status')}>
          {w.channels.open}
        </button>
      </p>
      <Waiting loaded={channels} />
      {channels.value ? (
        <table class="status-table admin-table">
          <TableCaption name={w.tab.channels} test="channels-export" />
          <thead>
            <tr>
              {[s.name, s.state, w.channels.checked, w.channels.worked, w.channels.used].map((head) => (
                <th key={head}>{head}</th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {channels.value.map((channel) => (
              <tr key={channel.name} data-testid={`admin-channel-${channel.name}`}>
                <th scope="row">{named(words.value.delivery.channel, channel.name)}</th>
                <td>
                  <span class={channel.state === 'lost' || channel.state === 'stopped' ? 'is-failed' : ''}>{s.is[channel.state]}</span>
                  <small>{channel.why}</small>
                  <small>{channel.state !== 'works' && channel.failed ? `${w.channels.failedSince} ${at(channel.failed)}` : ''}</small>
                </td>
                <td>{at(channel.checked)}</td>
                <td>{at(channel.worked)}</td>
                <td>{channel.used}</td>
                <td class="is-act">
                  {channel.test ? <small>{s.tested(at(channel.test.at), named(words.value.delivery.state, channel.test.state))}</small> : null}
                  {!channel.can_test ? <small>{w.channels.noTest}</small> : null}
                  {channel.can_test && mayCommand.value ? (
                    <button class="button" data-testid={`channel-test-${channel.name}`} onClick={() => test(channel.name)}>
                      {s.test}
                    </button>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {channels.value?.length === 0 ? <p class="status-none">{s.none}</p> : null}
    </section>
  );
}
