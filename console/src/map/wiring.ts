/** Which signals of the city the layers of the map follow. */

import { computed, effect } from '@preact/signals';
import type Map from 'ol/Map';

import { now } from '../beijing';
import { city, fences, foreignNow, mapData, readingsVersion, risen } from '../city/store';
import { pastTime, shownCounties, shownLooks, shownReadings } from '../history/past';
import { theme } from '../theme/theme';
import { hiddenLayers } from '../view';
import { language } from '../words';
import type { Areas } from './areas';
import { callPlaces } from './calls';
import type { CallMarks } from './callmarks';
import type { Crowd } from './crowd';
import type { Fences } from './fences';
import type { Ground } from './ground';
import { outlines, zonesAt } from './inforce';
import type { Labels } from './labels';
import { isOverlaid } from './layers';
import { drawn } from './probe';
import type { Rings } from './rings';
import type { Zones } from './zones';

/** A storm of warnings changes the areas so often at most, ms. */
const CALM = 1_000;

/** Fences begin and end in minutes. */
const minute = computed(() => Math.floor(now.value / 60_000) * 60_000);

/** The clock asks every second which messages still count; the outlines change only when those do. */
const foreignKey = computed(() => foreignNow.value.map((each) => each.id).join());
const foreignOutlined = computed(() => {
  void foreignKey.value;
  return foreignNow.peek();
});

const warnings = computed(() => city.value.warnings);
const byCode = computed(() => outlines(mapData.value?.divisions ?? null));

export interface Parts {
  readonly map: Map;
  readonly ground: Ground;
  readonly fencing: Fences;
  readonly areas: Areas;
  readonly zones: Zones;
  readonly crowd: Crowd;
  readonly rings: Rings;
  readonly calls: CallMarks;
  readonly labels: Labels;
}

/** Let the layers follow; returns the ways to stop. */
export function follow({ map, ground, fencing, areas, zones, crowd, rings, calls, labels }: Parts): readonly (() => void)[] {
  let worn = theme.peek();
  let frame = 0;
  const write = (isForced = false): void => {
    labels.write(shownLooks.peek(), isForced);
    drawn.labels = Object.fromEntries(labels.texts);
    drawn.symbols = crowd.count;
    drawn.at = 0;
  };
  /** Readings come in batches; the labels are written once before the next picture. */
  const writeSoon = (): void => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      write();
    });
  };
  let instant: number | null = null;
  const outline = soonAndThen(() => {
    const at = pastTime.peek() ?? now.peek();
    zones.show(isOverlaid('warnings') ? zonesAt(warnings.peek().values(), at, byCode.peek()) : []);
  });
  map.on('moveend', () => write());
  map.on('postrender', () => (drawn.at ||= performance.now()));
  return [
    effect(() => ground.tint(shownCounties.value)),
    effect(() => fencing.lay(fences.value ?? { type: 'FeatureCollection', features: [] })),
    effect(() => fencing.show(isOverlaid('fences'))),
    effect(() => {
      void theme.value;
      void language.value;
      fencing.dress(pastTime.value ?? minute.value);
    }),
    effect(() => {
      if (worn !== theme.value) crowd.dress();
      worn = theme.value;
      crowd.show(shownLooks.value, hiddenLayers.value);
    }),
    effect(() => {
      void theme.value;
      zones.dress();
    }),
    effect(() => {
      void [minute.value, warnings.value, byCode.value, isOverlaid('warnings')];
      // What holds at one instant must not stand under the name of another while it is drawn.
      const isOther = instant !== pastTime.value;
      instant = pastTime.value;
      if (isOther) zones.clear();
      outline.ask(isOther);
    }),
    effect(() => {
      void [shownLooks.value, shownReadings.value, readingsVersion.value];
      writeSoon();
    }),
    effect(() => {
      void [theme.value, language.value];
      write(true);
    }),
    effect(() => {
      // The past does not rise.
      if (pastTime.peek() === null) rings.begin(risen.value);
      else void risen.value;
    }),
    // Who has answered is known as it is now only.
    effect(() => calls.show(isOverlaid('rollcall') && pastTime.value === null ? callPlaces.value : [])),
    effect(() => {
      void [theme.value, language.value];
      areas.showForeign(isOverlaid('warnings') && pastTime.value === null ? foreignOutlined.value : [], mapData.value);
    }),
    () => cancelAnimationFrame(frame),
    outline.stop,
  ];
}

/** Do something at once, and then no more often than a calm eye follows. */
function soonAndThen(act: () => void): { readonly ask: (isUrgent?: boolean) => void; readonly stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let isAsked = false;
  const rest = (): void => {
    timer = null;
    if (!isAsked) return;
    isAsked = false;
    ask();
  };
  const ask = (isUrgent = false): void => {
    if (timer && !isUrgent) {
      isAsked = true;
      return;
    }
    if (timer) clearTimeout(timer);
    timer = setTimeout(rest, CALM);
    act();
  };
  return { ask, stop: () => timer && clearTimeout(timer) };
}
