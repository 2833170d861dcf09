/** The keyboard: single letters, off while someone types. */

import { effect } from '@preact/signals';

import { acknowledge, start } from '../acts';
import { settings, snooze } from '../alarm/alarm';
import { isSnoozed, SNOOZES } from '../alarm/policy';
import { ask } from '../board/asking';
import { city } from '../city/store';
import { compose } from '../compose/open';
import { backToNow } from '../history/past';
import { mayAct } from '../session/session';
import { explainIncident } from '../why/asked';
import { asking, assigning, desk, fitRequest, goTo, incident, isHelpOpen, openDesk, openSheet, openStation, place, PLACES, rule, sheet, station, step, typedAhead } from '../view';
import type { Incident } from '../wire/shapes';

const selected = (): Incident | undefined => (incident.value ? city.value.incidents.get(incident.value) : undefined);

const KEYS: Readonly<Record<string, () => void>> = {
  j: () => step(1),
  k: () => step(-1),
  a: () => {
    const chosen = selected();
    if (chosen && (chosen.state === 'open' || chosen.state === 'cleared')) void acknowledge(chosen);
  },
  g: () => {
    if (mayAct.value && selected()) assigning.value = incident.value;
  },
  s: () => {
    const chosen = selected();
    if (chosen && mayAct.value && ['open', 'acknowledged', 'assigned'].includes(chosen.state)) void start(chosen);
  },
  d: () => {
    if (incident.value) openSheet('incident', incident.value);
  },
  Enter: () => {
    const chosen = selected();
    if (chosen) openStation(chosen.station, true);
  },
  w: () => {
    if (!mayAct.value) return;
    const chosen = selected();
    compose(chosen?.kind === 'hazard' && chosen.level !== 'none' ? { incident: chosen.id } : {});
  },
  y: () => {
    const chosen = selected();
    if (chosen) explainIncident(chosen);
  },
  r: () => ask(selected(), 'comment'),
  e: () => ask(selected(), 'escalate'),
  m: () => ask(selected(), 'silence'),
  c: () => ask(selected(), 'close'),
  q: () => snooze(isSnoozed(settings.value, Date.now()) ? 0 : (SNOOZES[0] ?? 5)),
  '/': () => {
    const isRules = place.value === 'rules';
    const field = isRules ? document.getElementById('rule-search') : null;
    if (field) return field.focus();
    if (isRules && rule.value) return;
    if (!isRules && (place.value !== 'stations' || (desk.value !== 'table' && desk.value !== 'map'))) openDesk('table');
    typedAhead.value = '';
  },
  '0': () => (fitRequest.value += 1),
  n: backToNow,
  '?': () => (isHelpOpen.value = true),
  Escape: () => {
    if (typedAhead.value !== null) typedAhead.value = null;
    else if (assigning.value) assigning.value = null;
    else if (asking.value && sheet.value) asking.value = null;
    else if (sheet.value) sheet.value = null;
    else station.value = null;
  },
};

/** Listen for keys; returns the way to stop. */
export function bindKeys(): () => void {
  const press = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    const isTyping = target.matches('input, textarea, select') && event.key !== 'Escape';
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    if (event.key === 'Enter' && target.matches('button, a, [tabindex]')) return;
    if (typedAhead.value !== null && event.key.length === 1) {
      event.preventDefault();
      typedAhead.value += event.key;
      return;
    }
    const numbered = PLACES[Number(event.key) - 1];
    const act = numbered ? () => goTo(numbered) : KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  addEventListener('keydown', press);
  const forget = effect(() => {
    void place.value;
    void desk.value;
    typedAhead.value = null;
  });
  return () => {
    forget();
    removeEventListener('keydown', press);
  };
}
