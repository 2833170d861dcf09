import { computed, signal } from '@preact/signals';
import { useRef } from 'preact/hooks';

import { city, isLoaded, openIncidents, rules } from '../city/store';
import { SEARCH, Stroke } from '../frame/icons';
import { Empty, Loading } from '../frame/states';
import { TableFile, type Table as FileTable } from '../frame/tablefile';
import { Badge } from '../level/badge';

import { isAdministrator } from '../session/session';
import { useSearch } from '../stations/searching';
import { openRule } from '../view';
import type { RuleVersion } from '../wire/rules';
import { named, told } from '../words';
import { highestOf, kindOf, stationsOf } from './document';
import { LADDERS, NEW } from './draft';
import { formSaid } from './formwords';
import { said } from './words';

/** Rows rendered at once; the filter finds the others. */
const PAGE = 200;

const search = signal('');
const shown = signal(PAGE);

function find(text: string): void {
  search.value = text;
  shown.value = PAGE;
}

/** Open incidents by rule. */
const openByRule = computed(() => {
  const counts = new Map<string, number>();
  for (const { rule } of openIncidents.value) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return counts;
});

const found = computed(() => {
  const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const w = said.value;
  return rules.value.filter((rule) => {
    const named = `${rule.id} ${rule.title.zh} ${rule.title.en} ${rule.hazard} ${w.hazard[rule.hazard] ?? ''} ${w.kind[kindOf(rule.document)] ?? ''}`;
    const text = wanted.length ? `${named} ${JSON.stringify((rule.document as { scope?: unknown } | null)?.scope ?? '')}`.toLowerCase() : '';
    return wanted.every((word) => text.includes(word));
  });
});

/** The rules that are listed, as a file. */
function asTable(): FileTable {
  const { column: c, ...w } = said.value;
  const header = [c.rule, formSaid.value.field['title.zh'] ?? '', formSaid.value.field['title.en'] ?? '', c.hazard, c.kind, c.state, c.version, c.open];
  return {
    header,
    rows: found.value.map((rule) => [
      rule.id,
      rule.title.zh,
      rule.title.en ?? '',
      `${rule.hazard} ${w.hazard[rule.hazard] ?? ''}`.trim(),
      named(w.kind, kindOf(rule.document)),
      rule.enabled ? w.phase[rule.phase] : w.disabled,
      rule.version,
      openByRule.value.get(rule.id) ?? 0,
    ]),
  };
}

/** Every rule: what it is about, how bad it can get, whether it is in force. */
export function RuleList() {
  const w = said.value;
  const field = useRef<HTMLInputElement>(null);
  useSearch(field, find);
  const list = found.value;
  return (
    <>
      <header class="status-head rules-head">
        <h2>
          {w.title} <small>{w.count(list.length, rules.value.length)}</small>
        </h2>
        <label class="search">
          <Stroke d={SEARCH} size={16} />
          <input
            ref={field}
            id="rule-search"
            type="search"
            aria-label={w.search}
            placeholder={w.search}
            value={search.value}
            data-testid="rule-search"
            onInput={(event) => find(event.currentTarget.value)}
          />
        </label>
        <button class="button" data-testid="ladders-open" onClick={() => openRule(LADDERS)}>
          {formSaid.value.ladders.open}
        </button>
        <TableFile name={w.title} test="rules-export" table={asTable} isDisabled={list.length === 0} />
        {isAdministrator.value ? (
          <button class="button" data-testid="rule-new" onClick={() => openRule(NEW)}>
            {w.fresh}
          </button>
        ) : null}
      </header>
      {list.length ? <Table list={list.slice(0, shown.value)} /> : <Nothing />}
      {list.length > shown.value ? (
        <button class="button wide" onClick={() => (shown.value += PAGE)}>
          {w.more(Math.min(PAGE, list.length - shown.value))}
        </button>
      ) : null}
    </>
  );
}

function Nothing() {
  const w = said.value;
  if (!isLoaded.value) return <Loading />;
  return rules.value.length ? <Empty title={w.empty} text="" /> : <Empty title={w.none} text={w.noneText} />;
}

function Table({ list }: { readonly list: readonly RuleVersion[] }) {
  const { column } = said.value;
  return (
    <table class="status-table rules-table">
      <thead>
        <tr>
          <th>{column.rule}</th>
          <th>{column.hazard}</th>
          <th>{column.kind}</th>
          <th>{column.state}</th>
          <th class="is-number">{column.version}</th>
          <th class="is-number">{column.stations}</th>
          <th class="is-number">{column.open}</th>
        </tr>
      </thead>
      <tbody>
        {list.map((rule) => (
          <Row key={rule.id} rule={rule} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ rule }: { readonly rule: RuleVersion }) {
  const w = said.value;
  const kind = kindOf(rule.document);
  const judged = stationsOf(rule.document, city.value.stations);
  const open = openByRule.value.get(rule.id) ?? 0;
  const highest = highestOf(rule.document);
  return (
    <tr class={rule.enabled && rule.phase === 'in_force' ? '' : 'is-past'} data-testid={`rule-${rule.id}`} onClick={() => openRule(rule.id)}>
      <th scope="row">
        <span class="rules-name">
          <Badge mark={highest} size={20} />
          <span>
            <button class="card-title">{told(rule.title) || rule.id}</button>
            <small>{rule.id}</small>
          </span>
        </span>
      </th>
      <td>
        {named(w.hazard, rule.hazard)}
        {rule.hazard in w.hazard ? <small>{rule.hazard}</small> : null}
      </td>
      <td>{named(w.kind, kind)}</td>
      <td>
        <Phase rule={rule} />
      </td>
      <td class="is-number">v{rule.version}</td>
      <td class="is-number">{judged === null ? <small>{w.byServer}</small> : judged.length}</td>
      <td class={open ? 'is-number is-open' : 'is-number'}>{open || '—'}</td>
    </tr>
  );
}

/** Whether a rule counts, and whether something newer waits. */
export function Phase({ rule }: { readonly rule: RuleVersion }) {
  const w = said.value;
  return (
    <>
      {rule.enabled ? w.phase[rule.phase] : w.disabled}
      {rule.newest > rule.version ? <small class="is-noted">{w.newer(rule.newest)}</small> : null}
    </>
  );
}

