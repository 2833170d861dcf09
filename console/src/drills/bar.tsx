import './drills.css';

import { signal } from '@preact/signals';

import { nearTime } from '../beijing';
import { Stroke } from '../frame/icons';
import { goTo } from '../view';
import { language, words } from '../words';
import { drill, isOrganiser, order, unanswered } from './exercise';
import { aboutOf } from './inject';
import { making, openReport, saveReport, tried } from './reports';
import { hours, isSlowed, nextOf, partOf, phaseOf, speedsWith, type DrillState } from './state';
import { said } from './words';

const GO = 'M8 5l11 7-11 7z';
const STILL = 'M8 5v14M16 5v14';
const REPORT = '/drill/report';

const isEnding = signal(false);

const ask = (act: string, more: Readonly<Record<string, unknown>> = {}) => () => void tried(() => order(act, more));

/** Under the stripes: how the drill stands, and what its organiser may do with it. */
export function Bar() {
  const state = drill.value;
  if (!state) return null;
  const w = said.value;
  const phase = phaseOf(state);
  const waiting = unanswered.value.length;
  return (
    <section class="drill-bar" aria-label={words.value.exercise.bar} data-testid="drill-bar" data-phase={phase}>
      <strong class="drill-phase">
        <Stroke d={phase === 'running' ? GO : STILL} size={15} />
        {w.phase[phase]}
      </strong>
      <Progress state={state} />
      {isOrganiser.value ? <Controls state={state} /> : null}
      {phase === 'waiting' ? <span class="drill-hint">{isOrganiser.value ? w.waitingOrganiser : w.waitingHint}</span> : null}
      {isSlowed(state) ? <strong data-testid="drill-slowed">{w.slowed(state.pace)}</strong> : null}
      {phase === 'over' ? <Reports /> : <Next state={state} />}
      {state.trouble ? <span role="alert">{state.trouble}</span> : null}
      <span class="gap" />
      <button class="button" data-testid="drill-board" onClick={() => goTo('drills')}>
        {w.board}
        {waiting ? <span class="drill-waiting">{waiting}</span> : null}
      </button>
    </section>
  );
}

function Progress({ state }: { readonly state: DrillState }) {
  const w = said.value;
  const all = (Date.parse(state.until) - Date.parse(state.start)) / 1000;
  const part = partOf(state);
  return (
    <span class="drill-progress">
      <progress max={1} value={part} aria-label={w.progress} />
      <span data-testid="drill-passed">{w.passed(hours(all * part), hours(all))}</span>
    </span>
  );
}

function Controls({ state }: { readonly state: DrillState }) {
  const w = said.value;
  const phase = phaseOf(state);
  if (phase === 'over') return null;
  return (
    <span class="drill-controls">
      {phase === 'running' ? (
        <button class="button" data-testid="drill-pause" onClick={ask('pause')}>
          <Stroke d={STILL} size={14} /> {w.pause}
        </button>
      ) : (
        <button class="button primary" data-testid="drill-resume" onClick={ask('resume')}>
          <Stroke d={GO} size={14} /> {phase === 'waiting' ? w.begin : w.resume}
        </button>
      )}
      <button class="button" title={w.stepHint} disabled={phase === 'running'} data-testid="drill-step" onClick={ask('step')}>
        {w.step}
      </button>
      <label class="drill-speed">
        {w.speed}
        <select data-testid="drill-speed" value={String(state.speed)} onChange={(event) => ask('speed', { speed: Number(event.currentTarget.value) })()}>
          {speedsWith(state.speed).map((each) => (
            <option key={each} value={String(each)}>
              {w.times(each)}
            </option>
          ))}
        </select>
      </label>
      {isEnding.value ? (
        <>
          <button
            class="button primary"
            data-testid="drill-end-sure"
            onClick={() => {
              isEnding.value = false;
              ask('end')();
            }}
          >
            {w.sureEnd}
          </button>
          <button class="button quiet" onClick={() => (isEnding.value = false)}>
            {words.value.cancel}
          </button>
        </>
      ) : (
        <button class="button" data-testid="drill-end" onClick={() => (isEnding.value = true)}>
          {w.end}
        </button>
      )}
    </span>
  );
}

/** What comes next, for the organiser; the others are told when it has come. */
function Next({ state }: { readonly state: DrillState }) {
  const next = isOrganiser.value ? nextOf(state) : undefined;
  if (!next) return null;
  return <span class="drill-hint drill-next">{said.value.next(nearTime(Date.parse(next.at), Date.parse(state.now)), aboutOf(next))}</span>;
}

function Reports() {
  const w = said.value;
  const isMaking = making.value !== null;
  return (
    <span class="drill-controls">
      <button class="button primary" disabled={isMaking} data-testid="drill-report" onClick={() => void openReport(REPORT, language.value)}>
        {isMaking ? w.making : `${w.report} · ${w.html}`}
      </button>
      <button class="button" disabled={isMaking} data-testid="drill-report-pdf" onClick={() => void saveReport(REPORT, language.value, 'drill-report')}>
        {w.pdf}
      </button>
      <span class="drill-hint">{w.overHint}</span>
    </span>
  );
}
