@node "%~dp0\pulumi-resource-nautes" %*
