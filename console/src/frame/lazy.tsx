import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';

import { words } from '../words';
import { Loading } from './states';

/** A part of the page that is a chunk of its own, loaded when it is first shown. */
export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const loaded = signal<ComponentType<Props> | null>(null);
  const isBroken = signal(false);
  return function Lazy(props: Props) {
    useEffect(() => {
      if (loaded.value) return;
      isBroken.value = false;
      load().then(
        (part) => (loaded.value = part),
        () => (isBroken.value = true),
      );
    }, []);
    const Part = loaded.value;
    if (Part) return <Part {...props} />;
    // As after an update of the server: the chunk of the old page is gone.
    return isBroken.value ? <p class="status-none" role="alert">{words.value.fault.title}</p> : <Loading />;
  };
}
