"""Map the folders of this checkout to packages below `bluebar`; pyproject.toml has all else."""

from tempfile import TemporaryDirectory

from setuptools import find_packages, setup

FOLDERS = ("app", "e2e", "fixtures", "mailserver", "reports")

# Outside of the checkout: setuptools would put files that a previous build left into the wheel.
with TemporaryDirectory(prefix="bluebar-build-") as build:
    setup(
        packages=[
            *find_packages(include=["bluebar", "bluebar.*"]),
            *(
                f"bluebar.{each}"
                for each in find_packages(include=[*FOLDERS, *(f"{each}.*" for each in FOLDERS)])
            ),
        ],
        package_dir={f"bluebar.{each}": each for each in FOLDERS},
        options={"build": {"build_base": build}, "egg_info": {"egg_base": build}},
    )
