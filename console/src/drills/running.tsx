import { signal } from '@preact/signals';

import { dayTime } from '../beijing';
import { copy } from '../registry/save';
import { note } from '../view';
import { post, request } from '../wire/client';
import { named, told, words } from '../words';
import { tried } from './reports';
import type { Running as RunningDrill, Seat } from './wire';
import { said } from './words';

/** Run whose end is being asked for. */
const stopping = signal<string | null>(null);
/** Runs that were stopped from here: their seats lead nowhere while the server still lists them. */
export const stopped = signal<ReadonlySet<string>>(new Set());

interface Props {
  readonly drill: RunningDrill;
  readonly mayStop: boolean;
  readonly changed: () => void;
}

/** A drill that this server has started: how it stands, and the seats in it. */
export function Running({ drill, mayStop, changed }: Props) {
  const w = said.value;
  const stop = (): void => {
    stopping.value = null;
    stopped.value = new Set([...stopped.value, drill.run]);
    void tried(async () => {
      await request('DELETE', `/drills/${encodeURIComponent(drill.run)}`);
      changed();
    });
  };
  // Whoever runs drills sits down as the organiser; the others cannot.
  const seats = drill.seats.filter((seat) => mayStop || seat.role !== 'organiser');
  return (
    <article class="drill-run" data-testid="drill-running" data-state={drill.state}>
      <header class="drill-run-head">
        <strong>{told(drill.title)}</strong>
        <span role="status">{named(w.state, drill.state)}</span>
        <span>{[w.times(drill.speed), named(w.mode, drill.participants), w.by(drill.by, dayTime(Date.parse(drill.started)))].join(' · ')}</span>
        <span class="gap" />
        {mayStop && drill.state !== 'failed' ? (
          stopping.value === drill.run ? (
            <>
              <button class="button primary" data-testid="run-stop-sure" onClick={stop}>
                {w.sure}
              </button>
              <button class="button quiet" onClick={() => (stopping.value = null)}>
                {words.value.cancel}
              </button>
            </>
          ) : (
            <button class="button" data-testid="run-stop" onClick={() => (stopping.value = drill.run)}>
              {w.stop}
            </button>
          )
        ) : null}
      </header>
      {drill.trouble ? <pre role="alert">{drill.trouble}</pre> : null}
      {seats.length && drill.state !== 'failed' ? (
        <>
          <p class="status-hint">{w.seatsHint}</p>
          <ul class="seats">
            {seats.map((seat) => (
              <SeatRow key={seat.user} run={drill.run} seat={seat} />
            ))}
          </ul>
        </>
      ) : null}
    </article>
  );
}

function SeatRow({ run, seat }: { readonly run: string; readonly seat: Seat }) {
  const w = said.value;
  const link = async (): Promise<string> => (await post<{ readonly url: string }>(`/drills/${encodeURIComponent(run)}/seats`, { user: seat.user })).url;
  // The new tab gets neither this page nor what it keeps.
  const sit = (): void => void tried(async () => void window.open(await link(), '_blank', 'noopener'));
  const hand = (): void =>
    void tried(async () => {
      const isDone = await copy(await link());
      note.value = { text: isDone ? w.copied : w.notCopied, isFault: !isDone };
    });
  return (
    <li>
      <span>
        {w.seat[seat.role] ?? words.value.role[seat.role]}
        <small>{[seat.user, seat.division].filter(Boolean).join(' · ')}</small>
      </span>
      <button class="button primary" aria-label={w.sitAs(seat.user)} data-testid={`seat-${seat.user}`} onClick={sit}>
        {w.sit}
      </button>
      <button class="button" data-testid={`link-${seat.user}`} onClick={hand}>
        {w.copy}
      </button>
    </li>
  );
}
