"""The front desk: finds offers, judges times, prices and writes, for actions and searches alike."""
