"""Print the path of the Node inside Playwright's wheel: the JavaScript tests need no other."""

from playwright._impl._driver import compute_driver_executable

if __name__ == "__main__":
    print(compute_driver_executable()[0])
