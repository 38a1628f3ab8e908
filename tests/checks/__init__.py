"""Tests of the checks that run against made cases."""
