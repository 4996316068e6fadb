"""One way to go on, as a menu of the screen and a prompt in lines offer it."""

from typing import Generic, NamedTuple, TypeVar

V_co = TypeVar("V_co", bound=str, covariant=True)


class Way(NamedTuple, Generic[V_co]):
    """What is returned when it is chosen, its letter in a menu, what it is called and what it means."""

    value: V_co
    key: str
    label: str
    means: str = ""

    @property
    def words(self) -> str:
        """What it is called and means, in one line."""
        return f"{self.label}. {self.means}"
