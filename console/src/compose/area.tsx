import { city, fences } from '../city/store';
import { aim, aimRequest, pointed, take, tool, TOOLS } from '../map/drawing';
import { nameOfDivision } from './catalogue';
import { described, FaultList } from './fault';
import { Lists } from './lists';
import { Reached } from './reached';
import { aimAt, form, reachFault, reshape, write } from './state';
import { isNowhere, toggled, without, type Aim, type Stretch } from './target';
import { said } from './words';

/** Where it is aimed: drawn on the map, or chosen from lists; what has been chosen, and whom that reaches. */
export function AreaPart() {
  const w = said.value;
  const hint = tool.value ? w.toolHint[tool.value] : isNowhere(aim.value) && !form.value.division ? w.noPlace : '';
  const isCrossed = reachFault.value?.detail.includes('"repair": true') === true;
  return (
    <section class="leaf-part" aria-label={w.area} data-testid="compose-area">
      <header class="leaf-row">
        <h3>{w.area}</h3>
        {isNowhere(aim.value) ? null : (
          <button class="link" onClick={() => (aimRequest.value += 1)}>
            {w.showArea}
          </button>
        )}
      </header>
      <div class="compose-tools" role="group" aria-label={w.area} tabIndex={-1} data-field="area" aria-describedby={described('area')['aria-describedby']}>
        {TOOLS.map((each) => (
          <button key={each} class="button" aria-pressed={tool.value === each} data-testid={`tool-${each}`} onClick={() => take(each)}>
            {w.tool[each]}
          </button>
        ))}
      </div>
      <div role="status">{hint ? <p class="compose-hint">{hint}</p> : null}</div>
      <Chosen />
      <FaultList at={['area']} />
      {isCrossed ? (
        <button class="button" data-testid="compose-mend" onClick={() => void reshape({ repair: true })}>
          {w.mend}
        </button>
      ) : null}
      <Lists />
      <Reached />
    </section>
  );
}

interface Item {
  readonly key: string;
  readonly text: string;
  /** The target without it. */
  readonly rest: Partial<Aim>;
  /** Place among the drawn shapes; null: it is none. */
  readonly at: number | null;
}

/** What the target consists of, each with a way to take it out; the same as the map shows. */
function Chosen() {
  const w = said.value;
  const items = itemsOf(aim.value);
  if (items.length === 0) return null;
  return (
    <ul class="compose-chosen" data-testid="compose-chosen">
      {items.map((item) => (
        <li key={item.key} onMouseEnter={() => (pointed.value = item.at)} onMouseLeave={() => (pointed.value = null)}>
          <span>{item.text}</span>
          <button
            aria-label={w.remove(item.text)}
            title={w.remove(item.text)}
            onFocus={() => (pointed.value = item.at)}
            onBlur={() => (pointed.value = null)}
            onClick={() => {
              pointed.value = null;
              aimAt(item.rest);
              if (form.value.confirm) write({ confirm: '' });
            }}
          >
            ×
          </button>
        </li>
      ))}
    </ul>
  );
}

function itemsOf(target: Aim): readonly Item[] {
  const w = said.value;
  return [
    ...target.divisions.map((code) => ({ key: `d${code}`, text: nameOfDivision(code), rest: { divisions: toggled(target.divisions, code) }, at: null })),
    ...target.polygons.map((ring, index) => ({ key: `p${index}`, text: w.polygon(index + 1, ring.length - 1), rest: { polygons: without(target.polygons, index) }, at: index })),
    ...target.circles.map((circle, index) => ({ key: `c${index}`, text: w.circle(index + 1, w.metres(circle.radius_m)), rest: { circles: without(target.circles, index) }, at: target.polygons.length + index })),
    ...target.fences.map((id) => ({ key: `f${id}`, text: w.fence(nameOfFence(id)), rest: { fences: toggled(target.fences, id) }, at: null })),
    ...target.reaches.map((stretch, index) => ({ key: `r${index}`, text: stretchText(stretch), rest: { reaches: without(target.reaches, index) }, at: null })),
    ...target.groups.map((name) => ({ key: `g${name}`, text: w.group(name), rest: { groups: toggled(target.groups, name) }, at: null })),
  ];
}

const nameOfStation = (id: string): string => city.value.stations.get(id)?.name ?? id;

function nameOfFence(id: string): string {
  const found = fences.value?.features.find((each) => (each as { readonly id?: string }).id === id);
  return String(found?.properties['name'] ?? id);
}

function stretchText({ from, to, hours, distance_m, width_m }: Stretch): string {
  const w = said.value;
  const how = to ? w.stretchTo(nameOfStation(to)) : hours ? w.stretchHours(hours) : w.metres(distance_m ?? 0);
  return w.stretch(nameOfStation(from), how, w.metres(width_m));
}
