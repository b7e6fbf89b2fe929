# Completion of onsell and mgrctl for bash: source <(onsell completion bash)
_onsell() {
    local line=${COMP_LINE:0:COMP_POINT} current prefix
    local -a words
    read -ra words <<<"$line"
    [[ $line == *' ' ]] && words+=("")
    local program=${words[0]}
    words=("${words[@]:1}")
    [[ ${program##*/} == mgrctl ]] && words=(ctl "${words[@]}") && program=onsell
    current=${words[-1]}
    # Bash takes what stands before an equals sign for a word of its own.
    prefix=
    [[ $current == *=* ]] && prefix=${current%=*}=
    COMPREPLY=()
    local found
    while IFS= read -r found; do
        COMPREPLY+=("${found#"$prefix"}")
    done < <("$program" complete -- "${words[@]}" 2>/dev/null)
    [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace
    return 0
}
complete -o default -F _onsell onsell mgrctl
