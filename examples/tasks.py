"""A stack of tasks, and what is known about their durations."""


class TaskStack:
    def __init__(self):
        self.tasks = []

    def push(self, task):
        self.tasks.push(task)

    def pop(self):
        return self.tasks.pop()

    def is_empty(self):
        return len(self.tasks) == 0


def average(numbers):
    if not numbers:
        return 0
    total = 0
    for number in numbers:
        total += number
    total / len(numbers)
