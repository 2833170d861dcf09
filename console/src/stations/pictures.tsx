import './drawer.css';

import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { fullTime, nearTime, now } from '../beijing';
import { city } from '../city/store';
import { Dialog } from '../frame/dialog';
import { said } from '../registry/words';
import { save } from '../registry/save';
import { download, get, Refusal } from '../wire/client';
import type { Page } from '../wire/shapes';
import { named, words } from '../words';

/** What a camera or a person saw. */
interface Seen {
  readonly id: string;
  readonly station: string;
  readonly t: string;
  readonly class: string;
  readonly confidence: number | null;
  readonly image: { readonly sha256: string; readonly kept: boolean; readonly why: string } | null;
}

/** Events shown. */
const NEWEST = 6;
/** How often they are asked for again, ms. */
const AGAIN = 30_000;

interface Known {
  readonly station: string;
  readonly events: readonly Seen[];
}
const known = signal<Known>({ station: '', events: [] });

async function load(station: string): Promise<void> {
  try {
    const { items } = await get<Page<Seen>>(`/events?station=${encodeURIComponent(station)}&limit=${NEWEST}`);
    known.value = { station, events: items };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

/** What a station saw, the newest first, with the pictures that are kept. */
export function Pictures({ station, isLeaf = false }: { readonly station: string; readonly isLeaf?: boolean }) {
  const w = said.value.picture;
  const isCamera = city.value.stations.get(station)?.kind === 'camera';
  useEffect(() => {
    void load(station);
    const timer = setInterval(() => void load(station), AGAIN);
    return () => clearInterval(timer);
  }, [station]);
  const events = known.value.station === station ? known.value.events : [];
  // A gauge that never saw anything has no gap here.
  if (!events.length && !isCamera) return null;
  return (
    <section class={isLeaf ? 'leaf-part' : 'drawer-part'} aria-label={w.title} data-testid="pictures">
      <h3>{w.title}</h3>
      {events.length ? null : <p class="drawer-where">{w.none}</p>}
      <ul class="pictures">
        {events.map((event) => (
          <Event key={event.id} event={event} />
        ))}
      </ul>
    </section>
  );
}

function Event({ event }: { readonly event: Seen }) {
  const w = said.value.picture;
  const { image } = event;
  const percent = event.confidence === null ? '' : w.confidence((event.confidence * 100).toFixed(0));
  const kind = named(w.kind, event.class);
  return (
    <li class="picture">
      {image?.kept ? (
        <Picture sha256={image.sha256} alt={`${kind} ${fullTime(Date.parse(event.t))}`} event={event} />
      ) : (
        <span class="picture-none">{image ? w.unkept(image.why) : w.without}</span>
      )}
      <p>
        <strong>{kind}</strong>
        <time>{nearTime(Date.parse(event.t), now.value)}</time>
        <small>{percent}</small>
      </p>
      {image?.sha256 ? <code title={`${w.hash} ${image.sha256}`}>{image.sha256.slice(0, 12)}…</code> : null}
    </li>
  );
}

interface PictureProps {
  readonly sha256: string;
  readonly alt: string;
  /** What it is of, where that is known. */
  readonly event?: Seen;
}

/** A picture that is kept, small; opened it says where it comes from. */
export function Picture({ sha256, alt, event }: PictureProps) {
  const w = said.value.picture;
  const isOpen = useSignal(false);
  const shown = useSignal<{ readonly url: string; readonly data: Blob } | null>(null);
  const isFault = useSignal(false);
  useEffect(() => {
    let url = '';
    let isGone = false;
    isFault.value = false;
    download(`/evidence/${sha256}`).then(
      (data) => {
        if (isGone) return;
        url = URL.createObjectURL(data);
        shown.value = { url, data };
      },
      (error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
        isFault.value = true;
      },
    );
    return () => {
      isGone = true;
      shown.value = null;
      if (url) URL.revokeObjectURL(url);
    };
  }, [sha256]);
  if (isFault.value) return <span class="picture-none">{w.fault}</span>;
  if (!shown.value) return <span class="picture-none">{words.value.loading}</span>;
  const { url, data } = shown.value;
  return (
    <>
      <button class="picture-open" aria-label={`${w.open}${words.value.colon}${alt}`} onClick={() => (isOpen.value = true)}>
        <img src={url} alt={alt} />
      </button>
      <Dialog title={alt} isOpen={isOpen.value} close={() => (isOpen.value = false)}>
        <figure class="picture-whole">
          <img src={url} alt={alt} />
          <figcaption>
            <dl class="facts">
              {event ? (
                <>
                  <Fact name={w.by} text={`${city.value.stations.get(event.station)?.name ?? event.station} · ${event.station}`} />
                  <Fact name={w.time} text={`${fullTime(Date.parse(event.t))} ${words.value.zone}`} />
                </>
              ) : null}
              <Fact name={w.hash} text={sha256} />
            </dl>
            <button class="button" onClick={() => save(data, `${sha256.slice(0, 16)}.${data.type.split('/')[1] === 'jpeg' ? 'jpg' : (data.type.split('/')[1] ?? 'bin')}`)}>
              {w.save}
            </button>
          </figcaption>
        </figure>
      </Dialog>
    </>
  );
}

const Fact = ({ name, text }: { readonly name: string; readonly text: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{text}</dd>
  </div>
);
