#compdef onsell mgrctl
# Completion of onsell and mgrctl for zsh: source <(onsell completion zsh)
_onsell() {
    local program=${words[1]}
    local -a before found
    before=("${(@)words[2,CURRENT]}")
    [[ ${program:t} == mgrctl ]] && before=(ctl "${before[@]}") && program=onsell
    found=("${(@f)$($program complete -- "${before[@]}" 2>/dev/null)}")
    found=(${found:#})
    if (( ${#found} == 0 )); then
        _files
    else
        compadd -S '' -- ${(M)found:#*=}
        compadd -- ${found:#*=}
    fi
}
compdef _onsell onsell mgrctl
