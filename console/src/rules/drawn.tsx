import { city } from '../city/store';
import { stationsOf } from './document';
import { at, readText, withScalar } from './fields';
import { LadderChart } from './ladderchart';
import { ladderOf } from './rungs';

/** Stations whose ladders are offered on the chart. */
const OFFERED = 40;

/** The ladder of the draft over the last year. */
export function Drawn({ text, change }: { readonly text: string; readonly change: (text: string) => void }) {
  const { document } = readText(text);
  if (at(document, ['when', 'kind']) !== 'threshold') return null;
  const judged = stationsOf(document, city.value.stations) ?? [];
  const stations = judged.slice(0, OFFERED).map((each) => each.id).filter((each) => ladderOf(document, each) !== null);
  return <LadderChart stations={stations} ladderOf={(station) => ladderOf(document, station)} set={(rung, value) => change(withScalar(text, rung.path, value))} />;
}
