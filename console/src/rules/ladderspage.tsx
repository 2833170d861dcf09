import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { city, properties } from '../city/store';
import { TableFile } from '../frame/tablefile';
import { SEARCH, Stroke } from '../frame/icons';
import { Empty } from '../frame/states';
import { Badge } from '../level/badge';
import { Outcomes } from '../registry/outcomes';
import { spanOf, type Sight } from '../registry/window';
import { printedUnit } from '../reading';
import { isAdministrator } from '../session/session';
import { openRule } from '../view';
import { download } from '../wire/client';
import { told, words } from '../words';
import { formSaid } from './formwords';
import { EDITABLE, isReadable, written, type Field, type LadderRow } from './ladders';
import { allRows, changes, done, drop, fault, isBusy, previewChanges, previewFile, rows, search, submit, tried, unreadable } from './ladderstate';
import { said } from './words';

/** Height of a row, CSS pixels; the style sheet says the same. */
const ROW = 34;
const LEVELS: ReadonlySet<Field> = new Set<Field>(['blue', 'yellow', 'orange', 'red']);

/** Every ladder of a single station in one table: written in place, or in a spreadsheet and back. */
export function LaddersPage() {
  const w = formSaid.value.ladders;
  return (
    <div class="ladders" data-testid="ladders">
      <p class="rule-back">
        <button class="link" data-testid="rule-back" onClick={() => openRule(null)}>
          ← {said.value.all}
        </button>
      </p>
      <header class="status-head rules-head">
        <h2>
          {w.title} <small>{w.count(rows.value.length, allRows.value.length)}</small>
        </h2>
        <label class="search">
          <Stroke d={SEARCH} size={16} />
          <input id="rule-search" type="search" aria-label={w.search} placeholder={w.search} value={search.value} data-testid="ladder-search" onInput={(event) => (search.value = event.currentTarget.value)} />
        </label>
        <Take />
        <TableFile name={w.file} csv={() => download('/rules/export?format=csv')} xlsx={() => download('/rules/export?format=xlsx')} test="ladders-export" />
      </header>
      <p class="status-hint">{w.hint}</p>
      {fault.value ? (
        <p class="sheet-whole" role="alert" data-testid="ladders-fault">
          {fault.value}
        </p>
      ) : null}
      {tried.value || done.value ? <Told /> : <Sheet />}
    </div>
  );
}

function Take() {
  return (
    <label class="button trial-file">
      {formSaid.value.ladders.take}
      <input
        class="unseen"
        type="file"
        accept=".xlsx,.csv"
        data-testid="ladders-file"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (file) void previewFile(file);
        }}
      />
    </label>
  );
}

/** What a preview says, row by row, and the way on; or what became of it. */
function Told() {
  const w = formSaid.value.ladders;
  const held = tried.value;
  const answer = held?.answer ?? done.value;
  if (!answer) return null;
  const count = (answer.summary['new'] ?? 0) + (answer.summary['changed'] ?? 0);
  return (
    <>
      <div class="rule-acts ladders-acts">
        {held ? <strong>{[w.previewed, held.name].filter(Boolean).join(' · ')}</strong> : <strong role="status" data-testid="ladders-done">{w.done(answer.stored)}</strong>}
        <span class="gap" />
        <button class="button" data-testid="ladders-back" onClick={drop}>
          {w.back}
        </button>
        {held && isAdministrator.value ? (
          <button class="button primary" disabled={count === 0 || isBusy.value} data-testid="ladders-submit" onClick={() => void submit()}>
            {count ? w.submit(count) : w.nothing}
          </button>
        ) : null}
        {held && !isAdministrator.value ? <span class="is-noted">{w.only}</span> : null}
      </div>
      <Outcomes answer={answer} />
    </>
  );
}

function Sheet() {
  const w = formSaid.value.ladders;
  const count = changes.value.size;
  return (
    <>
      <div class="rule-acts ladders-acts">
        <span class={count ? 'is-noted' : 'rule-quiet'} data-testid="ladders-changed">
          {w.changed(count)}
        </span>
        {unreadable.value ? <span class="is-noted">{w.unreadable(unreadable.value)}</span> : null}
        <span class="gap" />
        {count ? (
          <button class="button quiet" onClick={() => (changes.value = new Map())}>
            {w.drop}
          </button>
        ) : null}
        <button class="button primary" disabled={count === 0 || unreadable.value > 0 || isBusy.value} data-testid="ladders-preview" onClick={() => void previewChanges()}>
          {w.preview}
        </button>
      </div>
      {allRows.value.length ? <Grid /> : <Empty title={w.none} text="" />}
    </>
  );
}

/** Only the rows in sight are rendered. */
function Grid() {
  const w = formSaid.value.ladders;
  const box = useRef<HTMLDivElement>(null);
  const sight = useSignal<Sight>({ top: 0, height: 600 });
  const look = (): void => {
    if (box.current) sight.value = { top: box.current.scrollTop, height: box.current.clientHeight };
  };
  useEffect(look, []);
  const list = rows.value;
  const { first, end } = spanOf(sight.value, ROW, list.length);
  const gap = (count: number) => (count ? <tr class="grid-gap" aria-hidden="true"><td colSpan={3 + EDITABLE.length} style={{ height: `${count * ROW}px` }} /></tr> : null);
  return (
    <div class="ladders-box" ref={box} onScroll={look}>
      <table class="status-table ladders-table" aria-rowcount={list.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th>{w.column.rule}</th>
            <th>{w.column.station}</th>
            <th>{w.column.property}</th>
            {EDITABLE.map((field) => (
              <th key={field} class="is-number">
                {LEVELS.has(field) ? (
                  <span class="rules-name">
                    <Badge mark={field as 'blue'} size={16} /> {words.value.level[field as 'blue'].short}
                  </span>
                ) : (
                  w.column[field as 'hold']
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {gap(first)}
          {list.slice(first, end).map((row, index) => (
            <Row key={row.id} row={row} index={first + index + 2} />
          ))}
          {gap(list.length - end)}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row, index }: { readonly row: LadderRow; readonly index: number }) {
  const own = changes.value.get(row.id) ?? {};
  const table = properties.value.get(row.property);
  return (
    <tr class={changes.value.has(row.id) ? 'is-changed' : ''} aria-rowindex={index} data-testid={`ladder-${row.id}`}>
      <th scope="row">
        <button class="card-title" onClick={() => openRule(row.id)}>
          {row.id}
        </button>
      </th>
      <td>{city.value.stations.get(row.station)?.name ?? row.station}</td>
      <td>
        {[told(table) || row.property, formSaid.value.direction[row.direction] ?? row.direction, printedUnit(table?.unit ?? '')].filter(Boolean).join(' · ')}
      </td>
      {EDITABLE.map((field) => {
        const value = own[field] ?? row.cells[field];
        const isWrong = own[field] !== undefined && !isReadable(field, value);
        return (
          <td key={field} class="is-number">
            <input
              class={own[field] === undefined ? '' : isWrong ? 'is-wrong' : 'is-changed'}
              value={value}
              aria-label={`${row.id} ${field}`}
              aria-invalid={isWrong}
              autocomplete="off"
              spellcheck={false}
              data-testid={`cell-${row.id}-${field}`}
              onChange={(event) => {
                changes.value = written(changes.value, row, field, event.currentTarget.value);
                if (!event.currentTarget.value.trim()) event.currentTarget.value = row.cells[field];
              }}
            />
          </td>
        );
      })}
    </tr>
  );
}
