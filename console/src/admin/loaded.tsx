import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { refusalOf } from '../acts';
import { Loading } from '../frame/states';
import { Refusal } from '../wire/client';
import { words } from '../words';
import { said } from './words';

export interface Loaded<Item> {
  readonly value: Item | null;
  readonly fault: string;
  readonly reload: () => Promise<void>;
}

/** A list of the server, loaded when it is first shown and again when asked. */
export function useLoaded<Item>(load: () => Promise<Item>): Loaded<Item> {
  const value = useSignal<Item | null>(null);
  const fault = useSignal('');
  const reload = async (): Promise<void> => {
    try {
      value.value = await load();
      fault.value = '';
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      fault.value = refusalOf(error);
    }
  };
  useEffect(() => void reload(), []);
  return { value: value.value, fault: fault.value, reload };
}

/** Stands in for a list while there is none. */
export function Waiting({ loaded }: { readonly loaded: Loaded<unknown> }) {
  if (loaded.value !== null) return null;
  if (!loaded.fault) return <Loading />;
  return (
    <div class="missing" role="alert">
      <p>
        {said.value.failed}
        <small>{loaded.fault}</small>
      </p>
      <button class="button" onClick={() => void loaded.reload()}>
        {words.value.retry}
      </button>
    </div>
  );
}
