"""Map the folders of this checkout to packages below `bluebar`; pyproject.toml has all else."""

from setuptools import find_packages, setup

FOLDERS = ("app", "e2e", "fixtures", "mailserver", "reports")

setup(
    packages=[
        *find_packages(include=["bluebar", "bluebar.*"]),
        *(f"bluebar.{each}" for each in find_packages(include=[f"{each}*" for each in FOLDERS])),
    ],
    package_dir={f"bluebar.{each}": each for each in FOLDERS},
)
