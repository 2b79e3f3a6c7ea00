/** Shells whose command lines can be completed. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** They ask the program that is typed for the words that may follow, and complete paths where it knows none. */
export const SCRIPTS: Readonly<Record<(typeof SHELLS)[number], string>> = {
  bash: `# To complete command lines of haproxy-mcp in bash: source <(haproxy-mcp completion bash)
_haproxy_mcp() {
  local line words word
  line=\${COMP_LINE:0:COMP_POINT}
  read -ra words <<<"$line"
  [[ $line == *" " ]] && words+=("")
  COMPREPLY=()
  while IFS= read -r word; do
    COMPREPLY+=("$(printf %q "$word")")
  done < <("$1" __complete "\${words[@]:1}" 2>/dev/null)
}
complete -o default -F _haproxy_mcp haproxy-mcp
`,
  zsh: `#compdef haproxy-mcp
# To complete command lines of haproxy-mcp in zsh: source <(haproxy-mcp completion zsh), after compinit
_haproxy_mcp() {
  local -a found
  found=("\${(@f)$("\${words[1]}" __complete "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then
    compadd -- "\${found[@]}"
  else
    _files
  fi
}
compdef _haproxy_mcp haproxy-mcp
`,
  fish: `# To complete command lines of haproxy-mcp in fish: haproxy-mcp completion fish | source
function __haproxy_mcp_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  set -l found ($words[1] __complete $words[2..-1] "$current" 2>/dev/null)
  if test (count $found) -gt 0
    printf '%s\\n' $found
  else
    __fish_complete_path "$current"
  end
end
complete -c haproxy-mcp -f -a '(__haproxy_mcp_complete)'
`,
};
