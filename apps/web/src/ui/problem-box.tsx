import type { ComponentChildren } from 'preact';
import { FAULT_WORDS, type Problem } from './problem.ts';

/** What happened, whose fault, what to do. `children` are the buttons that do it. */
export function ProblemBox(props: {
  problem: Problem;
  tone?: 'error' | 'notice';
  children?: ComponentChildren;
}) {
  const { problem, tone = 'error', children } = props;
  return (
    <section
      class={`problem problem-${tone}`}
      role={tone === 'error' ? 'alert' : 'status'}
      data-testid="problem"
      data-code={problem.code ?? ''}
      data-fault={problem.fault}
    >
      <p class="problem-what">{problem.what}</p>
      <p>{problem.remedy}</p>
      <p class="problem-fault">
        Where it went wrong: {FAULT_WORDS[problem.fault]}.{problem.code && <code>{problem.code}</code>}
      </p>
      {children && <div class="row">{children}</div>}
    </section>
  );
}
