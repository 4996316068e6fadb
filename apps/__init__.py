"""The apps that come with the wizard, one folder each.

A folder is an app when it has an `app.toml`, which says what it is called, where it is reached and how much
of Fargate it takes. Beside it lie the `Dockerfile` that makes its image, and the source. To add an app, add
such a folder: it listens on 0.0.0.0 at the port that the environment's PORT names, answers its health path
and stops on SIGTERM; nothing else in the wizard needs to know it.
"""
