"""The wizard's command line and its practice cloud, as the tests of the whole use them."""

from tests.whole.conftest import _home, cloud, wizard

__all__ = ["_home", "cloud", "wizard"]
