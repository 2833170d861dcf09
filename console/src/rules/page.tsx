import './rules.css';

import { rule } from '../view';
import { LADDERS } from './draft';
import { LaddersPage } from './ladderspage';
import { RuleList } from './list';
import { RulePage } from './rule';

/** The list of rules, or one of them. */
export function RulesPage() {
  return <div class="status-scroll">{rule.value === null ? <RuleList /> : rule.value === LADDERS ? <LaddersPage /> : <RulePage key={rule.value} id={rule.value} />}</div>;
}
