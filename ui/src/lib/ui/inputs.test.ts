import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import MoneyInput from './MoneyInput.svelte';
import NumberInput from './NumberInput.svelte';

describe('money', () => {
  it('is typed in dollars and kept in cents', async () => {
    const onchanged = vi.fn();
    render(MoneyInput, { label: 'Spend limit', cents: null, onchanged });

    await userEvent.type(screen.getByLabelText('Spend limit'), '1,250.50');

    expect(onchanged).toHaveBeenLastCalledWith(125_050);
  });

  it.each(['-5', 'forty'])('refuses %o and says what would be right', async (typed) => {
    const onchanged = vi.fn();
    render(MoneyInput, { label: 'Spend limit', cents: null, onchanged });

    await userEvent.type(screen.getByLabelText('Spend limit'), typed);

    expect(onchanged).not.toHaveBeenCalled();
    expect(screen.getByRole('alert').textContent).not.toBe('');
    expect(screen.getByLabelText('Spend limit').getAttribute('aria-invalid')).toBe('true');
  });
});

describe('a number', () => {
  it('stays inside its bounds, by typing and by the arrow keys', async () => {
    const onchanged = vi.fn();
    render(NumberInput, { label: 'Units', value: 299, min: 1, max: 300, onchanged });
    const field = screen.getByLabelText('Units');

    await userEvent.type(field, '{ArrowUp}{ArrowUp}');
    expect(onchanged).toHaveBeenLastCalledWith(300);
    await userEvent.clear(field);
    await userEvent.type(field, '900');

    expect(screen.getByRole('alert').textContent).toContain('from 1 to 300');
    expect(onchanged).not.toHaveBeenCalledWith(900);
  });
});
