/** A device that nobody has registered, and the station that it becomes; pure. */

import type { Station } from '../wire/shapes';

export interface ProposedStream {
  readonly property: string;
  readonly unit: string;
  readonly interval_s: number;
  readonly source?: string;
}

/** A station that publishes without being registered, and what its messages say of it. */
export interface WaitingDevice {
  readonly name: string;
  readonly first: string;
  readonly last: string;
  readonly count: number;
  readonly topic: string;
  readonly sample: string;
  readonly proposed: {
    readonly kind: string;
    readonly division: string;
    readonly codecs: readonly string[];
    readonly kinds: readonly string[];
    readonly datastreams: readonly ProposedStream[];
    readonly unknown: readonly string[];
  };
}

export interface Adopted {
  readonly station: Station;
  readonly messages: number;
  readonly readings: number;
  readonly events: number;
  readonly refused: number;
}

/** A property in the form: proposed or added, taken or not. */
export interface DraftStream extends ProposedStream {
  readonly isTaken: boolean;
}

export const draftOf = (device: WaitingDevice): readonly DraftStream[] => device.proposed.datastreams.map((each) => ({ ...each, isTaken: true }));

export function changed(streams: readonly DraftStream[], property: string, to: Partial<DraftStream>): readonly DraftStream[] {
  return streams.map((each) => (each.property === property ? { ...each, ...to } : each));
}

/** What the form says beside the properties. */
export interface Facts {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly division: string;
  readonly lon: number;
  readonly lat: number;
}

/** What the server is told: properties only where the person changed what it proposes by itself. */
export function bodyOf(facts: Facts, streams: readonly DraftStream[], device: WaitingDevice): Record<string, unknown> {
  const taken = streams.filter((each) => each.isTaken).map(({ isTaken: _, ...stream }) => stream);
  const isSame = JSON.stringify(taken) === JSON.stringify(device.proposed.datastreams);
  return { ...facts, ...(isSame ? {} : { datastreams: taken }) };
}
