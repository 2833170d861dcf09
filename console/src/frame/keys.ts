/** The keyboard: single letters, off while someone types. */

import { acknowledge, start } from '../acts';
import { city } from '../city/store';
import { mayAct } from '../session/session';
import { explainIncident } from '../why/asked';
import { assigning, fitRequest, incident, isHelpOpen, openSheet, openStation, place, PLACES, sheet, station, step } from '../view';
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
  y: () => {
    const chosen = selected();
    if (chosen) explainIncident(chosen);
  },
  '/': () => {
    if (place.value === 'rules') return document.getElementById('rule-search')?.focus();
    place.value = 'stations';
    // The field is rendered with the place; it is there in the next frame.
    requestAnimationFrame(() => document.getElementById('station-search')?.focus());
  },
  '0': () => (fitRequest.value += 1),
  '?': () => (isHelpOpen.value = true),
  Escape: () => {
    if (assigning.value) assigning.value = null;
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
    const numbered = PLACES[Number(event.key) - 1];
    const act = numbered ? () => (place.value = numbered) : KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  addEventListener('keydown', press);
  return () => removeEventListener('keydown', press);
}
