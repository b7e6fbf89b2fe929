# Completion of onsell and mgrctl for fish: onsell completion fish | source
function __onsell_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l program $words[1]
    set -e words[1]
    if test (basename $program) = mgrctl
        set words ctl $words
        set program onsell
    end
    $program complete -- $words 2>/dev/null
end
complete -c onsell -f -a '(__onsell_complete)'
complete -c mgrctl -f -a '(__onsell_complete)'
