import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { refusalOf } from '../acts';
import { nearTime, now } from '../beijing';
import { properties } from '../city/store';
import { Empty, Loading } from '../frame/states';
import { isAdministrator } from '../session/session';
import { Quarantine } from '../status/quarantine';
import { everything, Refusal } from '../wire/client';
import { told, words } from '../words';
import type { Adopted, WaitingDevice } from './adoption';
import { AdoptForm } from './adoptform';
import { Welcome } from './welcome';
import { said } from './words';

/** How often the list is asked for, ms. */
const AGAIN = 5_000;

const devices = signal<readonly WaitingDevice[] | null>(null);
const fault = signal<Refusal | null>(null);
/** Name of the device whose form is open. */
const picked = signal<string | null>(null);
/** What was adopted last. */
const welcomed = signal<Adopted | null>(null);

async function load(): Promise<void> {
  try {
    devices.value = await everything<WaitingDevice>('/quarantine/devices', 1);
    fault.value = null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    fault.value = error;
  }
}

export const propertyName = (key: string): string => told(properties.value.get(key)) || key;

/** Open the form of one device. */
export function pick(name: string): void {
  picked.value = name;
  welcomed.value = null;
}

/** Unregistered devices, each adopted in one step, and below what was not understood. */
export function AdoptPage() {
  const w = said.value.waiting;
  useEffect(() => {
    void load();
    const timer = setInterval(() => void load(), AGAIN);
    return () => clearInterval(timer);
  }, []);
  return (
    <div class="registry-scroll">
      <section class="adopting" aria-label={w.title} data-testid="waiting">
        <h3>
          {w.title} <span class="side-count">{devices.value?.length ?? ''}</span>
        </h3>
        <Inside />
      </section>
      <Quarantine pick={pick} />
    </div>
  );
}

function Inside() {
  const w = said.value.waiting;
  const list = devices.value ?? [];
  const refusal = fault.value;
  if (refusal && !list.length) {
    return refusal.code === 'no_adoption' ? <Empty title={w.elsewhere} text={w.elsewhereText} /> : <Empty title={words.value.fault.title} text={refusalOf(refusal)} />;
  }
  if (!devices.value) return <Loading />;
  if (!list.length && !welcomed.value) return <Empty title={w.none} text={w.noneText} />;
  const open = list.find((each) => each.name === picked.value);
  return (
    <>
      <p class="status-hint">{w.hint}</p>
      <div class="adopting-columns">
        <ul class="devices">
          {list.map((device) => (
            <Device key={device.name} device={device} />
          ))}
          {list.length ? null : <li class="devices-none">{w.none}</li>}
        </ul>
        {welcomed.value ? (
          <Welcome adopted={welcomed.value} next={list[0] ? () => pick(list[0]?.name ?? '') : null} />
        ) : open ? (
          isAdministrator.value ? (
            <AdoptForm key={open.name} device={open} done={(adopted) => {
              welcomed.value = adopted;
              picked.value = null;
              void load();
            }} />
          ) : (
            <Told device={open} />
          )
        ) : (
          <p class="adopting-pick">{isAdministrator.value ? w.pick : w.only}</p>
        )}
      </div>
    </>
  );
}

function Device({ device }: { readonly device: WaitingDevice }) {
  const w = said.value.waiting;
  const { datastreams, codecs } = device.proposed;
  return (
    <li>
      <button class="device" aria-pressed={picked.value === device.name} data-testid={`waiting-${device.name}`} onClick={() => pick(device.name)}>
        <span class="device-name">
          {device.name}
          <time>{nearTime(Date.parse(device.last), now.value)}</time>
        </span>
        <small>{datastreams.map(({ property }) => propertyName(property)).join(words.value.list) || '—'}</small>
        <small class="device-meta">{[codecs.join(' '), w.messages(device.count)].filter(Boolean).join(' · ')}</small>
      </button>
    </li>
  );
}

/** For those who may see a device and not adopt it. */
function Told({ device }: { readonly device: WaitingDevice }) {
  const w = said.value.waiting;
  return (
    <div class="adopt">
      <h4>{device.name}</h4>
      <p class="is-noted">{w.only}</p>
      <Sample device={device} />
    </div>
  );
}

/** The newest message of a device. */
export function Sample({ device }: { readonly device: WaitingDevice }) {
  const w = said.value.waiting;
  return (
    <figure class="sample">
      <figcaption>
        {w.sample} · {w.first(nearTime(Date.parse(device.first), now.value))} · {w.last(nearTime(Date.parse(device.last), now.value))}
      </figcaption>
      <code>{device.topic}</code>
      <pre tabIndex={0}>{device.sample}</pre>
      {device.proposed.unknown.length ? <p class="is-noted">{w.unknownCodes(device.proposed.unknown.join(' '))}</p> : null}
    </figure>
  );
}
