# shellcheck shell=bash
# What can follow chret on bash's command line. It asks the tool itself (chret --help, chret CALL --help), so it has what
# the tool has. It needs bash 4, and works with and without the package bash-completion.

# _chret_options CHRET CALL: each option of the call in a line, and the form of its value as the help shows it
_chret_options() {
  "$1" "$2" --help 2>/dev/null |
    sed -n -e 's/^  \(-[-a-z]*\) \([^ ][^ ]*\).*/\1 \2/p' -e 't' -e 's/^  \(-[-a-z]*\) .*/\1/p'
}

# _chret_operands CHRET CALL: the forms of what the call takes beside options
_chret_operands() {
  "$1" "$2" --help 2>/dev/null | sed -n -e "s/^chret $2 //p" -e '/^$/q' |
    sed -e 's/([^)]*)//g' -e 's/\[-[^]]*\]//g' -e 's/-[-a-z]* [^ ]*//g' -e 's/\[OPTION\.\.\.\]//' \
      -e 's/[][]//g' -e 's/\.\.\.//g' | tr -s ' ' '\n' | sort -u
}

# _chret_files BEFORE WORD [ENDING...]: adds the files with one of the endings, where there are none all files; and folders
_chret_files() {
  local before=$1 word=$2 file ending found=()
  shift 2
  compopt -o filenames 2>/dev/null
  while IFS= read -r file; do
    for ending; do
      if [[ -d $file || $file == *"$ending" ]]; then
        found+=("$before$file")
        break
      fi
    done
  done < <(compgen -f -- "$word")
  if [[ ${#found[@]} -eq 0 ]]; then
    while IFS= read -r file; do found+=("$before$file"); done < <(compgen -f -- "$word")
  fi
  COMPREPLY+=("${found[@]}")
}

# _chret_form FORM WORD BEFORE: adds what the word can become; BEFORE stands before it and stays
_chret_form() {
  local form=$1 word=$2 before=$3 part parts
  IFS='|' read -ra parts <<<"$form"
  for part in "${parts[@]}"; do
    case $part in
    file:*)
      # bash replaces what follows a colon, where a colon ends words
      local kept=file:
      [[ $COMP_WORDBREAKS != *:* ]] || kept=
      if [[ $word == file:* ]]; then
        _chret_files "$before$kept" "${word#file:}"
      elif [[ file: == "$word"* ]]; then
        compopt -o nospace 2>/dev/null
        COMPREPLY+=("${before}file:")
      fi
      ;;
    *.csv) _chret_files "$before" "$word" .csv ;;
    *.pem) _chret_files "$before" "$word" .pem ;;
    PEM-or-DIR) _chret_files "$before" "$word" .pem .crt .cer .der ;;
    *.xml | MESSAGE) _chret_files "$before" "$word" .xml ;;
    FILE | FILE-or-DIR) _chret_files "$before" "$word" '' ;;
    *)
      # a word in capitals stands for something, unless it is one of several
      if [[ $part != *[A-Z]* || ${#parts[@]} -gt 1 ]] && [[ $part == "$word"* ]]; then
        COMPREPLY+=("$before$part")
      fi
      ;;
    esac
  done
}

# _chret_value OPTIONS OPTION WORD BEFORE: adds the values of an option; fails where it takes none
_chret_value() {
  local option=$2 word=$3 before=$4 name form forms=()
  while read -r name form; do
    [[ $name != "$option" || -z $form ]] || forms+=("$form")
  done <<<"$1"
  if [[ ${forms[*]} == *,...* && $word == *,* ]]; then
    before=$before${word%,*},
    word=${word##*,}
  fi
  for form in "${forms[@]}"; do
    _chret_form "$form" "$word" "$before"
  done
  [[ ${#forms[@]} -gt 0 ]]
}

_chret() {
  local chret=${COMP_WORDS[0]} words=() word glued='' options form before
  # bash cuts words at colons and equals signs; here they are whole
  for word in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
    if [[ ${#words[@]} -gt 0 && ($word == [:=] || -n $glued) ]]; then
      words[${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
    glued=
    [[ $word != [:=] ]] || glued=1
  done
  local last=$((${#words[@]} - 1))
  word=${words[last]}
  COMPREPLY=()
  if [[ $last -le 1 ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$("$chret" --help 2>/dev/null |
      sed -n -e 's/^  chret \([a-z]*\) .*/\1/p' -e 's/^  \(--[a-z]*\) .*/\1/p')" -- "$word")
    return
  fi
  # what is no call goes into no command
  [[ ${words[1]} =~ ^[a-z]+$ ]] || return
  options=$(_chret_options "$chret" "${words[1]}")
  if [[ $word == --*=* ]]; then
    before=${word%%=*}=
    [[ $COMP_WORDBREAKS != *=* ]] || before=
    _chret_value "$options" "${word%%=*}" "${word#*=}" "$before"
  elif _chret_value "$options" "${words[last - 1]}" "$word" ''; then
    return
  elif [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(cut -d ' ' -f 1 <<<"$options" | sort -u)" -- "$word")
  else
    for form in $(_chret_operands "$chret" "${words[1]}"); do
      [[ $form != FILE && $form != PATH ]] || form=MESSAGE
      _chret_form "$form" "$word" ''
    done
  fi
}

complete -F _chret chret
