"""Weather: the faults of AWS's own days, asked for when they are wanted, so that what is built here meets them before it must.

`kinds` lists them all, one kind a class; a kind's docstring says what AWS does there and why, for whoever learns from it.
Each is a frozen struct of settings. What it does is one or more of

    refuse(call)       an answer of AWS's in the place of the call
    enter, leave       around a call that is carried out
    nothing            a part of the practice cloud asks `world.weather.find(WeatherKind)`, as tasks ask for `slow`

`sky` holds what is on, one of a kind. Whoever wants weather asks by HTTP (`page`: GET, POST, DELETE `/_practice/weather`), from
Python (`control.set_weather`) or on the command line (`fargate-wizard sandbox weather`). A reset ends it.

To add a kind: write the class, put it into `kinds.KINDS`, and show by a test that calls through boto3 what it does.
"""
