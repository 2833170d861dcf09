import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { fullTime, nearTime, now } from '../beijing';
import { TableCaption } from '../frame/tablecaption';
import { isAdministrator } from '../session/session';
import { get, Refusal } from '../wire/client';
import type { Diff, RuleVersion, TrialSummary } from '../wire/rules';
import { words } from '../words';
import { Ask } from './ask';
import { rollBack } from './book';
import { inline } from './document';
import { Text } from './shown';
import { said } from './words';

/** Every version, newest first, and what differs between two of them. */
export function Versions({ versions }: { readonly versions: readonly RuleVersion[] }) {
  const newest = versions[0]?.version ?? 1;
  const from = useSignal(Math.max(newest - 1, 1));
  const to = useSignal(newest);
  useEffect(() => {
    from.value = Math.max(newest - 1, 1);
    to.value = newest;
  }, [newest]);
  return (
    <>
      {versions.length > 1 ? <Compare versions={versions} from={from} to={to} /> : null}
      <ol class="versions">
        {versions.map((each) => (
          <Version key={each.version} version={each} compare={each.version > 1 ? () => ((from.value = each.version - 1), (to.value = each.version)) : null} />
        ))}
      </ol>
    </>
  );
}

function Version({ version, compare }: { readonly version: RuleVersion; readonly compare: (() => void) | null }) {
  const w = said.value;
  const isOpen = useSignal(false);
  const isAsking = useSignal(false);
  const isPast = version.phase === 'superseded' || version.phase === 'ended';
  return (
    <li class={isPast ? 'version is-past' : 'version'} data-testid={`version-${version.version}`} data-phase={version.phase}>
      <div class="version-head">
        <strong>v{version.version}</strong>
        <span class={version.phase === 'proposed' ? 'version-phase is-noted' : 'version-phase'}>{w.phase[version.phase]}</span>
        <span class="version-why">
          {version.removal ? `${w.takesAway} · ` : ''}
          {version.restores ? `${w.restores(version.restores)} · ` : ''}
          {version.reason || <span class="rule-quiet">{w.reasonNone}</span>}
        </span>
        <span class="rule-acts">
          {compare ? (
            <button class="button quiet" onClick={compare}>
              {w.compare}
            </button>
          ) : null}
          <button class="button quiet" aria-expanded={isOpen.value} onClick={() => (isOpen.value = !isOpen.value)}>
            {w.tab.document}
          </button>
          {isAdministrator.value && isPast && !version.removal ? (
            <button class="button quiet" onClick={() => (isAsking.value = true)}>
              {w.rollbackTo(version.version)}
            </button>
          ) : null}
        </span>
      </div>
      <Facts version={version} />
      {isAsking.value ? (
        <Ask
          text={w.rollbackFar(version.version)}
          label={w.reason}
          act={(reason) => rollBack(version.id, version.version, reason)}
          close={() => (isAsking.value = false)}
        />
      ) : null}
      {isOpen.value ? <Text rule={version.id} version={version.version} /> : null}
    </li>
  );
}

/** Who, when, from when to when, signed by whom, tried or not. */
export function Facts({ version }: { readonly version: RuleVersion }) {
  const w = said.value;
  const at = (text: string | null, none: string): string => (text ? nearTime(Date.parse(text), now.value) : none);
  return (
    <p class="version-facts">
      <span>{w.by(version.author, at(version.at, ''))}</span>
      <span>
        {w.from} {at(version.effective_from, w.atOnce)}
      </span>
      {version.effective_until ? (
        <span>
          {w.until} {at(version.effective_until, w.open)}
        </span>
      ) : null}
      {version.signatures.map((each) => (
        <span key={each.signer} title={each.note}>
          {w.signed(each.signer, at(each.at, ''))}
          {each.note ? `${words.value.colon}${each.note}` : ''}
        </span>
      ))}
      {version.signatures_needed > version.signatures.length ? <span class="is-noted">{w.needs(version.signatures_needed)}</span> : null}
      <span class="version-sha" title={version.sha256}>
        {w.sha} {version.sha256.slice(0, 12)}
      </span>
      {version.backtest ? <Kept rule={version.id} id={version.backtest} /> : null}
    </p>
  );
}

/** What the attached back-test found, for whoever signs. */
function Kept({ rule, id }: { readonly rule: string; readonly id: string }) {
  const w = said.value;
  const found = useSignal<TrialSummary | null>(null);
  useEffect(() => {
    get<{ summary: TrialSummary }>(`/rules/${encodeURIComponent(rule)}/backtests/${encodeURIComponent(id)}`).then(
      (kept) => (found.value = kept.summary),
      (error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
      },
    );
  }, [rule, id]);
  const kept = found.value;
  return (
    <span class="version-trial" data-testid={`kept-${id}`}>
      {w.tried}
      {kept ? `${words.value.colon}${briefOf(kept)}` : ` ${id}`}
    </span>
  );
}

function briefOf({ from, to, episodes, score, comparison }: TrialSummary): string {
  const w = said.value.trial;
  const day = (text: string): string => fullTime(Date.parse(text)).slice(0, 10);
  const judged = score?.overall;
  return [
    `${day(from)} — ${day(to)}`,
    `${w.episodes} ${episodes.count}`,
    ...(judged ? [`${w.hits} ${judged.hits}`, `${w.misses} ${judged.misses}`, `${w.falseAlarms} ${judged.false_alarms}`] : []),
    ...(comparison ? [`${w.beside(comparison.version)} ${w.kind.new} ${comparison.new} ${w.kind.gone} ${comparison.gone}`] : []),
  ].join(' · ');
}

const differences = signal<{ readonly key: string; readonly diff: Diff | null } | null>(null);

interface CompareProps {
  readonly versions: readonly RuleVersion[];
  readonly from: { value: number };
  readonly to: { value: number };
}

function Compare({ versions, from, to }: CompareProps) {
  const w = said.value;
  const rule = versions[0]?.id ?? '';
  const key = `${rule} ${from.value} ${to.value}`;
  useEffect(() => {
    let isGone = false;
    get<Diff>(`/rules/${encodeURIComponent(rule)}/diff?from=${from.value}&to=${to.value}`).then(
      (diff) => isGone || (differences.value = { key, diff }),
      (error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
        if (!isGone) differences.value = { key, diff: null };
      },
    );
    return () => {
      isGone = true;
    };
  }, [key]);
  const held = differences.value?.key === key ? differences.value : null;
  return (
    <section class="status-part diff" data-testid="rule-diff">
      <h3>
        {w.compare}
        <Choice versions={versions} chosen={from} label={w.before} />
        →
        <Choice versions={versions} chosen={to} label={w.after} />
      </h3>
      {!held ? (
        <p class="status-none">{words.value.loading}</p>
      ) : !held.diff ? (
        <p class="status-none" role="alert">{w.unanswered}</p>
      ) : (
        <Changes diff={held.diff} />
      )}
    </section>
  );
}

function Choice({ versions, chosen, label }: { readonly versions: readonly RuleVersion[]; readonly chosen: { value: number }; readonly label: string }) {
  return (
    <select aria-label={label} value={chosen.value} onChange={(event) => (chosen.value = Number(event.currentTarget.value))}>
      {versions.map((each) => (
        <option key={each.version} value={each.version}>
          v{each.version}
        </option>
      ))}
    </select>
  );
}

function Changes({ diff }: { readonly diff: Diff }) {
  const w = said.value;
  const rows = Object.entries(diff.changes);
  if (rows.length === 0) return <p class="status-none">{w.same}</p>;
  return (
    <table class="status-table">
      <TableCaption name={w.compare} test="diff-export" />
      <thead>
        <tr>
          <th>{w.field}</th>
          <th>{w.before}</th>
          <th>{w.after}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([path, change]) => (
          <tr key={path}>
            <th scope="row">{path}</th>
            <td class="diff-before">{inline(change.from)}</td>
            <td class="diff-after">{inline(change.to)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
