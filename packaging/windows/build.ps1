# Builds what is handed out for Windows, into target\dist-windows:
#   allpa-VERSION-windows.zip   one folder that runs from a stick
#   allpa-VERSION.msi           installer for one user (needs WiX 5: dotnet tool install --global wix)
#   SHA256SUMS
# Not yet run by the authors: they have no Windows machine. The workflow `release` runs it.
$ErrorActionPreference = 'Stop'
Set-Location (Join-Path $PSScriptRoot '..\..')
$version = (Select-String -Path Cargo.toml -Pattern '^version = "(.*)"' | Select-Object -First 1).Matches.Groups[1].Value
cargo build --profile dist --locked
if ($LASTEXITCODE) { exit $LASTEXITCODE }
$program = 'target\dist\allpa.exe'
$out = 'target\dist-windows'
Remove-Item -Recurse -Force $out -ErrorAction Ignore
$folder = "$out\allpa-$version-windows"
New-Item -ItemType Directory "$folder\allpa-portable" | Out-Null
Copy-Item $program, README.md, CHANGELOG.md, LICENSE-MIT, LICENSE-APACHE, packaging\windows\LEAME.txt $folder
Copy-Item packaging\windows\LEAME.txt "$folder\allpa-portable"
python packaging\credits.py --texts "$folder\licences.txt"
Compress-Archive -Path $folder -DestinationPath "$folder.zip"
Remove-Item -Recurse $folder
wix build packaging\windows\allpa.wxs -d Version=$version -d Program=$program -o "$out\allpa-$version.msi"
if ($LASTEXITCODE) { exit $LASTEXITCODE }
Get-ChildItem $out -File | ForEach-Object { "$((Get-FileHash $_ -Algorithm SHA256).Hash.ToLower())  $($_.Name)" } |
    Set-Content "$out\SHA256SUMS"
