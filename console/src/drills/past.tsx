import { signal } from '@preact/signals';

import { fullTime } from '../beijing';
import { TableCaption } from '../frame/tablecaption';
import { language, named, told } from '../words';
import { making, openReport, saveReport } from './reports';
import type { PastRun } from './wire';
import { said } from './words';

export const pastRuns = signal<readonly PastRun[]>([]);

/** What is left of drills that are over: their records, and the reports made of these. */
export function Past() {
  const w = said.value;
  return (
    <section class="status-part" aria-label={w.past}>
      <h3>{w.past}</h3>
      {making.value ? <p class="status-hint" role="status">{w.making}</p> : null}
      {pastRuns.value.length === 0 ? (
        <p class="status-none">{w.none}</p>
      ) : (
        <table class="status-table" data-testid="past-runs">
          <TableCaption name={w.past} test="runs-export" />
          <thead>
            <tr>
              <th scope="col">{w.when}</th>
              <th scope="col">{w.drill}</th>
              <th scope="col">{w.how}</th>
              <th scope="col">{w.report}</th>
            </tr>
          </thead>
          <tbody>
            {pastRuns.value.map((each) => (
              <Row key={each.run} run={each} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Row({ run }: { readonly run: PastRun }) {
  const w = said.value;
  const path = `/drills/runs/${encodeURIComponent(run.run)}/report`;
  const isMaking = making.value !== null;
  const open = (where: string) => () => void openReport(where, language.value);
  return (
    <tr>
      <td>{fullTime(Date.parse(run.started)).slice(0, 16)}</td>
      <th scope="row">{told(run.title)}</th>
      <td>{[run.by, named(w.mode, run.participants), w.times(run.speed), `${w.seed} ${run.seed}`].join(' · ')}</td>
      <td>
        <span class="past-acts">
          <button class="button" disabled={isMaking} data-testid="past-html" onClick={open(path)}>
            {w.html}
          </button>
          <button class="button" disabled={isMaking} onClick={() => void saveReport(path, language.value, run.run)}>
            {w.pdf}
          </button>
          {run.before ? (
            <button class="button" disabled={isMaking} data-testid="past-compare" onClick={open(`${path}?compare=${encodeURIComponent(run.before)}`)}>
              {w.compare}
            </button>
          ) : null}
        </span>
      </td>
    </tr>
  );
}
