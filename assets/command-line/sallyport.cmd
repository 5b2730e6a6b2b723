@echo off
rem The sallyport command of the packaged app: the Node beside it with the bundle.
"%~dp0..\node.exe" "%~dp0..\out\main\cli.js" %*
