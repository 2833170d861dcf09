import { signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { nearTime, now } from '../beijing';
import { openIncidents, rules } from '../city/store';
import { Loading } from '../frame/states';
import { Badge } from '../level/badge';
import { isAdministrator, session } from '../session/session';
import { openRule } from '../view';
import type { RuleVersion } from '../wire/rules';
import { named, told, words } from '../words';
import { Ask } from './ask';
import { book, currentOf, openBook, proposalOf, remove, rollBack, sign } from './book';
import { DocumentPart } from './shown';
import { drafts, NEW } from './draft';
import { highestOf, kindOf } from './document';
import { Editor } from './editor';
import { Phase } from './list';
import { Trial } from './trial';
import { Versions } from './versions';
import { said } from './words';

export type Tab = 'document' | 'versions' | 'edit' | 'trial';
const TABS: readonly Tab[] = ['document', 'versions', 'edit', 'trial'];
export const tab = signal<Tab>('document');

/** One rule: what it says, how it came to say so, and what another wording would do. */
export function RulePage({ id }: { readonly id: string }) {
  const w = said.value;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    tab.value = id === NEW ? 'edit' : 'document';
    heading.current?.focus({ preventScroll: true });
  }, [id]);
  const changed = rules.value;
  useEffect(() => {
    if (id !== NEW) void openBook(id);
  }, [id, changed]);
  const held = book.value.rule === id ? book.value : { rule: id, state: 'asking' as const, versions: [] };
  const current = currentOf(held.versions);
  return (
    <>
      <p class="rule-back">
        <button class="link" data-testid="rule-back" onClick={() => openRule(null)}>
          ← {w.all}
        </button>
      </p>
      {current ? <Head current={current} heading={heading} canReturn={held.versions.length > 1} /> : <h2 ref={heading} tabIndex={-1}>{id === NEW ? w.fresh : id}</h2>}
      {id === NEW || current ? (
        <>
          {current ? <Waiting versions={held.versions} /> : null}
          <Tabs id={id} />
          <Part id={id} versions={held.versions} />
        </>
      ) : held.state === 'asking' ? (
        <Loading />
      ) : (
        <p class="status-none" role="alert">{held.state === 'none' ? w.unknown : w.unanswered}</p>
      )}
    </>
  );
}

function Part({ id, versions }: { readonly id: string; readonly versions: readonly RuleVersion[] }) {
  const current = currentOf(versions);
  if (tab.value === 'edit') return <Editor id={id} current={current} />;
  if (tab.value === 'trial') return <Trial id={id} current={current} />;
  if (!current) return null;
  if (tab.value === 'versions') return <Versions versions={versions} />;
  return <DocumentPart version={current} />;
}

function Tabs({ id }: { readonly id: string }) {
  const w = said.value;
  const shown = id === NEW ? TABS.slice(2) : TABS;
  return (
    <div class="rule-tabs" role="group" aria-label={w.title}>
      {shown.map((each) => (
        <button key={each} aria-pressed={tab.value === each} data-testid={`rule-tab-${each}`} onClick={() => (tab.value = each)}>
          {w.tab[each]}
          {each === 'edit' && drafts.value.has(id) ? <span class="rule-unsaved" title={w.edit.unsaved} /> : null}
        </button>
      ))}
    </div>
  );
}

interface HeadProps {
  readonly current: RuleVersion;
  readonly heading: { current: HTMLHeadingElement | null };
  /** Whether there is an earlier version to go back to. */
  readonly canReturn: boolean;
}

function Head({ current, heading, canReturn }: HeadProps) {
  const w = said.value;
  const asking = useSignal<'rollback' | 'remove' | null>(null);
  const highest = highestOf(current.document);
  const isGone = current.removal;
  const act = (reason: string): Promise<boolean> =>
    asking.value === 'remove' ? remove(current.id, reason) : rollBack(current.id, null, reason);
  return (
    <header class="rule-head">
      <Badge mark={highest} size={34} />
      <div class="rule-title">
        <h2 ref={heading} tabIndex={-1}>
          {told(current.title) || current.id}
        </h2>
        <p class="rule-tags">
          <span>{current.id}</span>
          <span>
            {w.hazard[current.hazard] ?? ''} {current.hazard}
          </span>
          <span>{named(w.kind, kindOf(current.document))}</span>
          <span>{w.highest(words.value.level[highest].short)}</span>
          <span data-testid="rule-phase" data-phase={current.phase}>
            v{current.version} · <Phase rule={current} />
          </span>
        </p>
        {isGone ? <p class="rule-gone">{w.removed}</p> : null}
      </div>
      {isAdministrator.value ? (
        <div class="rule-acts">
          {canReturn ? (
            <button class="button" data-testid="rule-rollback" onClick={() => (asking.value = 'rollback')}>
              {w.rollback}
            </button>
          ) : null}
          {isGone ? null : (
            <button class="button" data-testid="rule-remove" onClick={() => (asking.value = 'remove')}>
              {w.remove}
            </button>
          )}
        </div>
      ) : null}
      {asking.value ? (
        <Ask
          key={asking.value}
          text={asking.value === 'remove' ? w.removeSure : w.rollbackSure}
          label={w.reason}
          act={act}
          close={() => (asking.value = null)}
        />
      ) : null}
    </header>
  );
}

/** A version that waits for a second person. */
function Waiting({ versions }: { readonly versions: readonly RuleVersion[] }) {
  const w = said.value;
  const proposal = proposalOf(versions);
  const asking = useSignal(false);
  if (!proposal) return null;
  const isOwn = proposal.author === session.value?.user.name;
  return (
    <section class="rule-waiting" data-testid="rule-proposal">
      <div>
        <p class="rule-waiting-head">{w.proposal(proposal.version)}</p>
        <p>
          {w.by(proposal.author, nearTime(Date.parse(proposal.at), now.value))} · {proposal.removal ? w.takesAway : proposal.reason || w.reasonNone}
        </p>
        {isAdministrator.value && !isOwn ? null : <p class="rule-quiet">{isOwn ? w.ownProposal : w.onlyAdmin}</p>}
      </div>
      <div class="rule-acts">
        <button class="button" onClick={() => (tab.value = 'versions')}>
          {w.compare}
        </button>
        {isAdministrator.value && !isOwn ? (
          <button class="button primary" data-testid="rule-sign" onClick={() => (asking.value = true)}>
            {w.sign}
          </button>
        ) : null}
      </div>
      {asking.value ? (
        <Ask text="" label={w.signNote} act={(note) => sign(proposal, note)} close={() => (asking.value = false)} confirm={w.sign} />
      ) : null}
    </section>
  );
}

/** How many open incidents a rule has. */
export const incidentsOf = (id: string) => openIncidents.value.filter((each) => each.rule === id);
