/** Plays patterns through the sound card; made of oscillators, so that no file is asked for. */

import { signal } from '@preact/signals';

import { PATTERNS, type Cue } from './pattern';

/** Rise and fall of a note, s: without them it clicks. */
const EDGE = 0.015;

/** Whether sound comes out: a browser stays silent until somebody has touched the page. */
export const output = signal<'ready' | 'blocked' | 'none'>('blocked');

let context: AudioContext | null = null;

function opened(): AudioContext | null {
  if (context) return context;
  if (typeof AudioContext === 'undefined') {
    output.value = 'none';
    return null;
  }
  context = new AudioContext();
  context.onstatechange = () => (output.value = context?.state === 'running' ? 'ready' : 'blocked');
  output.value = context.state === 'running' ? 'ready' : 'blocked';
  return context;
}

/** Try to be heard now, and again whenever somebody touches the page; returns the way to stop. */
export function wake(): () => void {
  const resume = (): void => {
    const held = opened();
    if (held && held.state !== 'running') void held.resume().catch(() => undefined);
  };
  resume();
  addEventListener('pointerdown', resume);
  addEventListener('keydown', resume);
  return () => {
    removeEventListener('pointerdown', resume);
    removeEventListener('keydown', resume);
  };
}

/**
 * Play a pattern.
 *
 * @param volume 0 to 1.
 * @returns Whether it can be heard.
 */
export function play(cue: Cue, volume: number): boolean {
  const held = opened();
  if (held?.state !== 'running') return false;
  const begin = held.currentTime + 0.02;
  for (const note of PATTERNS[cue]) {
    const tone = held.createOscillator();
    const gain = held.createGain();
    const from = begin + note.at;
    const until = from + note.length;
    // Square waves carry through a noisy room; they are as loud as three sines.
    tone.type = cue === 'red' ? 'square' : 'triangle';
    tone.frequency.value = note.pitch;
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(volume * (cue === 'red' ? 0.35 : 0.8), from + EDGE);
    gain.gain.setValueAtTime(volume * (cue === 'red' ? 0.35 : 0.8), until - EDGE);
    gain.gain.linearRampToValueAtTime(0, until);
    tone.connect(gain).connect(held.destination);
    tone.start(from);
    tone.stop(until);
  }
  return true;
}
