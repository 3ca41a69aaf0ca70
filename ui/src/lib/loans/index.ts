export { default as LoanTable } from './LoanTable.svelte';
export { default as UnitLoans } from './UnitLoans.svelte';
