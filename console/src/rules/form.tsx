import { city, properties } from '../city/store';
import { Badge } from '../level/badge';
import { RAISED } from '../level/level';
import { printedUnit } from '../reading';
import { named, told, words } from '../words';
import { at, leaves, pathAt, type Path } from './fields';
import { Check, List, Quality, Select, Text, type Choice, type Draft, type Written } from './formparts';
import { formSaid } from './formwords';
import { said } from './words';

const DIRECTIONS: Readonly<Record<string, readonly string[]>> = { threshold: ['above', 'below'], rate: ['rise', 'fall'], deviation: ['above', 'below', 'either'], trend: ['above', 'below'] };
const SCOPES = ['stations', 'divisions', 'kinds', 'basins', 'properties'] as const;
/** Fields of a condition that have a place of their own in the form. */
const OWN = /^(?:kind|property|direction|window|hold|levels\.(?:blue|yellow|orange|red)(?:\.at)?|clear\.(?:by|at|for|readings))$/;

/** The document as fields; each writes into the text, which is what is submitted. */
export function Form(props: Written) {
  const w = formSaid.value;
  const blamed = props.fault?.line ? (pathAt(props.text, props.fault.line)?.join('.') ?? null) : null;
  const draft: Draft = { ...props, blamed };
  return (
    <div class="rule-fields" data-testid="rule-form">
      {props.fault && blamed === null ? (
        <p class="sheet-whole" role="alert">
          {props.fault.text}
        </p>
      ) : null}
      <fieldset>
        <legend>{w.parts.what}</legend>
        {props.isNew ? <Text draft={draft} path={['id']} /> : null}
        <Text draft={draft} path={['hazard']} list={Object.entries(said.value.hazard)} />
        <Text draft={draft} path={['title', 'zh']} />
        <Text draft={draft} path={['title', 'en']} />
        <Check draft={draft} path={['enabled']} />
      </fieldset>
      <fieldset>
        <legend>{w.parts.scope}</legend>
        {SCOPES.map((key) => (
          <List key={key} draft={draft} path={['scope', key]} choices={choicesOf(key)} />
        ))}
        <Text draft={draft} path={['scope', 'fence']} />
      </fieldset>
      <When draft={draft} />
      <fieldset>
        <legend>{w.parts.trust}</legend>
        <Quality draft={draft} />
        <Text draft={draft} path={['lateness']} hint={w.duration} />
      </fieldset>
    </div>
  );
}

function choicesOf(key: (typeof SCOPES)[number]): readonly Choice[] {
  if (key === 'stations') return [...city.value.stations.values()].map((each) => [each.id, each.name]);
  if (key === 'kinds') return Object.entries(words.value.kind);
  if (key === 'properties') return [...properties.value.values()].map((each) => [each.key, told(each)]);
  return [];
}

function When({ draft }: { readonly draft: Draft }) {
  const w = formSaid.value;
  const when = at(draft.document, ['when']);
  const kind = String(at(when, ['kind']) ?? '');
  const unit = printedUnit(properties.value.get(String(at(when, ['property']) ?? ''))?.unit ?? '');
  const hasLadder = kind === 'threshold' || kind === 'rate' || kind === 'deviation';
  const others = leaves(when).filter(([path]) => !OWN.test(path.join('.')) || (!hasLadder && path[0] === 'levels'));
  return (
    <>
      <fieldset>
        <legend>
          {w.parts.when} <small>{named(said.value.kind, kind)}</small>
        </legend>
        <Text draft={draft} path={['when', 'property']} list={[...properties.value.values()].map((each) => [each.key, told(each)])} />
        {DIRECTIONS[kind] ? <Select draft={draft} path={['when', 'direction']} choices={DIRECTIONS[kind].map((each) => [each, named(w.direction, each)])} /> : null}
        {kind === 'rate' || kind === 'trend' ? <Text draft={draft} path={['when', 'window']} hint={w.duration} /> : null}
        {hasLadder ? RAISED.map((level) => <Level key={level} draft={draft} level={level} unit={unit} />) : null}
        <Text draft={draft} path={['when', 'hold']} hint={w.duration} />
        {at(when, ['clear', 'at']) === undefined ? <Text draft={draft} path={['when', 'clear', 'by']} isNumber /> : <Text draft={draft} path={['when', 'clear', 'at']} isNumber />}
        <Text draft={draft} path={['when', 'clear', 'for']} hint={w.duration} />
        <Text draft={draft} path={['when', 'clear', 'readings']} isNumber />
      </fieldset>
      {others.length ? (
        <fieldset>
          <legend>{w.rest}</legend>
          <p class="status-hint">{w.restHint}</p>
          {others.map(([path]) => (
            <Text key={path.join('.')} draft={draft} path={['when', ...path]} label={path.join('.')} />
          ))}
        </fieldset>
      ) : null}
    </>
  );
}

function Level({ draft, level, unit }: { readonly draft: Draft; readonly level: (typeof RAISED)[number]; readonly unit: string }) {
  const path: Path = ['when', 'levels', level];
  const isPaced = at(draft.document, [...path, 'at']) !== undefined;
  return (
    <div class="rule-level">
      <Badge mark={level} size={22} />
      <Text draft={draft} path={isPaced ? [...path, 'at'] : path} label={`${words.value.level[level].full} ${unit}`.trim()} isNumber />
    </div>
  );
}
