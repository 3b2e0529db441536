"""Calls and text messages of a network, with planted spam, premium-rate abuse and cloned SIMs."""
