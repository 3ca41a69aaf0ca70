//! Turnaround estimates: stays in, days out.
